using System.Text.Json;
using AutoTune.Engines;

namespace AutoTune.MockEngine.Fakes;

/// <summary>Which flags an engine has: those of a list that was extracted from its sources where there is one, else those of its file.</summary>
internal static class FakeFlags
{
    private static readonly Dictionary<string, string> Lists = new() { ["vllm"] = "vllm_flags.json", ["sglang"] = "sglang_flags.json" };

    /// <returns>A line as argparse has it, for each word that is no flag of the engine.</returns>
    public static IEnumerable<string> Refusals(EngineDefinition engine, IReadOnlyList<string> words, string? folder)
    {
        var known = Of(engine, folder);
        var unknown = words.Where(word => word.StartsWith('-') && !double.TryParse(word, out _)).Select(word => word.Split('=')[0]).Where(flag => !known.Contains(flag)).ToArray();
        if (unknown.Length > 0)
            yield return $"{engine.Command[0]}: error: unrecognized arguments: {string.Join(' ', unknown)}";
    }

    public static IReadOnlySet<string> Of(EngineDefinition engine, string? folder)
    {
        var flags = new KnownFlags(engine).Spellings.Concat(["--host", "--port", "--help", "--version"]).ToHashSet(StringComparer.Ordinal);
        if (folder is null || !Lists.TryGetValue(engine.Name, out var list))
            return flags;
        using var recorded = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, list)));
        return recorded.RootElement.GetProperty("flags").EnumerateArray().SelectMany(Spellings).Concat(["--help", "--version", "-h"]).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>In the form that a parser prints: a line a flag.</summary>
    public static string Help(EngineDefinition engine, string? folder) => "options:\n" + string.Concat(Of(engine, folder).Order(StringComparer.Ordinal).Select(flag => $"  {flag} VALUE\n"));

    private static IEnumerable<string> Spellings(JsonElement flag)
    {
        var name = flag.GetProperty("name").GetString()!;
        yield return name;
        foreach (var alias in flag.GetProperty("aliases").EnumerateArray())
            yield return alias.GetString()!;
        if (flag.TryGetProperty("negatable", out var negatable) && negatable.ValueKind == JsonValueKind.True)
            yield return $"--no-{name[2..]}";
        if (flag.TryGetProperty("negations", out var negations) && negations.ValueKind == JsonValueKind.Array)
            foreach (var negation in negations.EnumerateArray())
                yield return negation.GetString()!;
    }
}
