namespace AutoTune.SearchSpaces;

/// <summary>A starting configuration: the vendor's default with some settings changed.</summary>
/// <param name="Source">Where it comes from, for the report; null for the vendor's default.</param>
public sealed record SpaceSeed(string Name, IReadOnlyDictionary<string, ParameterValue> Set, string? Source);

/// <summary>What binds a configuration, and which parameters to move which way then.</summary>
/// <param name="Bottleneck">A name of the engine-metrics vocabulary, such as <c>kv_full</c>.</param>
public sealed record SpaceHint(string Bottleneck, IReadOnlyList<HintMove> Moves);

public sealed record HintMove(string Parameter, MoveDirection Direction);

public enum MoveDirection
{
    Lower,
    Raise,
}
