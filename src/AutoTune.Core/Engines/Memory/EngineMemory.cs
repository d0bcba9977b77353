using System.Globalization;
using System.Text.RegularExpressions;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>How an engine divides a GPU's memory, as its file says it. Formulas give GiB of one GPU; beside parameters and facts they know <see cref="Names"/>.</summary>
public sealed record EngineMemory
{
    /// <summary>GiB: <c>memory.total</c> of the device, <c>memory.weights</c>, and what the file's own formulas give.</summary>
    public static IReadOnlyList<string> Names { get; } = ["memory.total", "memory.weights", "memory.activations", "memory.runtime", "memory.graphs"];

    /// <summary>What is left for the KV cache.</summary>
    public required Expression KvCache { get; init; }

    /// <summary>Peak of what a step computes with.</summary>
    public Expression? Activations { get; init; }

    /// <summary>Driver, libraries and their buffers.</summary>
    public Expression? Runtime { get; init; }

    /// <summary>Recorded graphs.</summary>
    public Expression? Graphs { get; init; }

    /// <summary>Tokens that must have room; null: one request's context.</summary>
    public Expression? Tokens { get; init; }

    /// <summary>Tokens of a block of the cache.</summary>
    public required int Block { get; init; }

    /// <summary>GiB: standard deviation of the predicted cache against logged ones.</summary>
    public required double ErrorGib { get; init; }

    /// <summary>Finds the cache's tokens in the engine's log, in its first group; null where it logs none.</summary>
    public Regex? Logged { get; init; }

    /// <returns>Of the first line that tells them; null where none does.</returns>
    public long? LoggedTokens(IEnumerable<string> log)
    {
        var match = log.Select(line => Logged?.Match(line)).FirstOrDefault(match => match is { Success: true });
        return long.TryParse(match?.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var tokens) ? tokens : null;
    }

    /// <returns>Null where the file has none, or errors were added.</returns>
    internal static EngineMemory? Read(MappingReader file, SpaceBranch branch)
    {
        if (file.OptionalMapping("memory", EngineKeys.Memory) is not { } map)
            return null;
        var (cache, activations, runtime) = (Formula(map.RequiredScalar("kv_cache")), Formula(map.OptionalScalar("activations")), Formula(map.OptionalScalar("runtime")));
        var (graphs, tokens) = (Formula(map.OptionalScalar("graphs")), Formula(map.OptionalScalar("tokens")));
        var (block, error, pattern) = ((int)(map.OptionalInteger("block", min: 1, max: 1024) ?? 1), map.RequiredReal("error_gib", min: 0.01, max: 100), map.OptionalText("logged"));
        map.Finish();
        return cache is null ? null : new()
        {
            KvCache = cache,
            Activations = activations,
            Runtime = runtime,
            Graphs = graphs,
            Tokens = tokens,
            Block = block,
            ErrorGib = error,
            Logged = pattern is null ? null : PatternOf(pattern, map),
        };

        Expression? Formula(YamlValue.Scalar? text) => EngineReader.Formula(text, ExpressionType.Number, branch, map.Diagnostics, Names);
    }

    private static Regex? PatternOf(string pattern, MappingReader map)
    {
        try
        {
            var read = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            if (read.GetGroupNumbers().Length > 1)
                return read;
            map.Error("logged", "'logged' needs a group around the number of tokens, such as 'size: ([0-9,]+) tokens'");
        }
        catch (ArgumentException problem)
        {
            map.Error("logged", $"'logged' is no pattern: {problem.Message}");
        }
        return null;
    }
}
