using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>The engines that the tool carries, and those in users' files.</summary>
public static class EngineCatalog
{
    private const string Folder = "search-spaces/";
    private const string Extension = ".yaml";

    /// <summary>Built-in engines, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = EmbeddedYaml.Names(Folder);

    /// <param name="nameOrPath">A built-in name, or a file where it contains <c>/</c> or ends with <c>.yaml</c>.</param>
    /// <param name="folder">What a relative path is relative to.</param>
    /// <param name="facts">Null for this machine's cores alone, and a processor in place of GPUs.</param>
    /// <param name="at">Where the name stands, for errors.</param>
    /// <returns>Null where errors were added.</returns>
    public static EngineDefinition? Load(
        string nameOrPath, string folder, IReadOnlyDictionary<string, ParameterValue>? facts, Diagnostics diagnostics, SourcePosition? at = null)
    {
        var isPath = nameOrPath.Contains('/') || nameOrPath.EndsWith(Extension, StringComparison.Ordinal);
        if (!isPath && !Names.Contains(nameOrPath))
        {
            diagnostics.Error(at, $"there is no engine '{nameOrPath}'{NearestName.Hint(nameOrPath, Names)}, or a path to a file");
            return null;
        }
        var file = isPath
            ? YamlReader.ReadFile(Path.Combine(folder, nameOrPath), diagnostics)
            : YamlReader.Read(Text(nameOrPath), $"{Folder}{nameOrPath}{Extension}", diagnostics);
        return file is null ? null : EngineReader.Read(file, WithMachine(facts), diagnostics);
    }

    /// <summary>The text of a built-in engine's file.</summary>
    public static string Text(string name) =>
        EmbeddedYaml.Find($"{Folder}{name}{Extension}") ?? throw new KeyNotFoundException($"There is no built-in engine '{name}'");

    private static Dictionary<string, ParameterValue> WithMachine(IReadOnlyDictionary<string, ParameterValue>? facts)
    {
        var all = new Dictionary<string, ParameterValue>(facts ?? new Dictionary<string, ParameterValue>(), StringComparer.Ordinal);
        all.TryAdd(SpaceFacts.Cores, ParameterValue.Of((long)System.Environment.ProcessorCount));
        all.TryAdd(SpaceFacts.Gpus, ParameterValue.Of(0L));
        if (all[SpaceFacts.Gpus].Number == 0)
            foreach (var (name, value) in GpuFacts.Of(gpu: null))
                all.TryAdd(name, value);
        return all;
    }
}
