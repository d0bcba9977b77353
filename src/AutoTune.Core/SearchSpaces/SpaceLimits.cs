using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>What a study says about the space: fixed parameters, narrowed ranges, acceptable precisions.</summary>
public sealed record SpaceLimits
{
    public IReadOnlyDictionary<string, ParameterValue> Fix { get; init; } = new Dictionary<string, ParameterValue>();

    /// <summary>Parameter → allowed values, or [low, high] of a number.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ParameterValue>> Limit { get; init; } = new Dictionary<string, IReadOnlyList<ParameterValue>>();

    /// <summary>Role of a precision (<see cref="WeightsRole"/>, <see cref="KvRole"/>) → what the study lists, today's first; empty keeps the default alone.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Precision { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Precision of the model's own file, which is served where the study lists none; a space need not know it. Null where it is not known.</summary>
    public string? OwnWeights { get; init; }

    /// <summary>Where the study names a parameter, or a role.</summary>
    public Func<string, SourcePosition?> PositionOf { get; init; } = _ => null;

    public const string WeightsRole = "weights";

    public const string KvRole = "kv";
}
