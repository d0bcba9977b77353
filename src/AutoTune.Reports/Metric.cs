using System.Text.Json.Serialization;

namespace AutoTune.Reports;

/// <summary>A measured value with its 95 % interval.</summary>
/// <param name="Low">Null, with <paramref name="High"/>, where the launches give no interval.</param>
/// <param name="Launches">Starts of the engine that the value stands on.</param>
public sealed record Metric(
    double Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Low,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? High,
    int Launches);

/// <summary>A configuration with the figures that are reported for it: the finals' where there were finals.</summary>
public sealed record Standing
{
    public required int Trial { get; init; }
    public required IReadOnlyDictionary<string, Metric> Metrics { get; init; }

    /// <summary>The rate that is promised: what one more launch has with 95 % confidence.</summary>
    public double? RatedCapacityRequestsPerSecond { get; init; }
}

public sealed record TrialCounts
{
    public required int Asked { get; init; }
    public required int Completed { get; init; }
    public required int Pruned { get; init; }
    public required int Failed { get; init; }
    public required int NotMeasured { get; init; }
}

public sealed record CostSection
{
    /// <summary>Time with an engine of the study running.</summary>
    public required double EngineSeconds { get; init; }

    public required double ElapsedSeconds { get; init; }

    /// <summary>Downloads, conversion and first compilation, outside the budget.</summary>
    public double? PrepareSeconds { get; init; }
}
