using System.Text.Json.Serialization;

namespace AutoTune.Reports;

[JsonConverter(typeof(SnakeCaseEnum<StudyState>))]
public enum StudyState { Running, Finished, Interrupted, Failed }

/// <summary>What was asked for.</summary>
public sealed record StudySection
{
    public required string Name { get; init; }
    public required StudyState State { get; init; }

    /// <summary>False for a command study: no probes, no engine, any metrics.</summary>
    public required bool Served { get; init; }

    public required IReadOnlyList<string> Engines { get; init; }
    public string? Model { get; init; }

    /// <summary>The latency limits in words, such as "TTFT ≤ 300 ms and TPOT ≤ 30 ms for 90 % of requests".</summary>
    public string? Slo { get; init; }

    public required IReadOnlyList<SloLimit> SloLimits { get; init; }

    /// <summary>Share of requests that must meet the limits, 0 to 1.</summary>
    public double? AttainmentTarget { get; init; }

    public string? Workload { get; init; }

    /// <summary>One or two; the first is the primary one: the verdict and the importance are about it.</summary>
    public required IReadOnlyList<Objective> Objectives { get; init; }

    /// <summary>Bounds on metrics, in words.</summary>
    public required IReadOnlyList<string> Constraints { get; init; }

    public required string Strategy { get; init; }
    public required ulong Seed { get; init; }
    public int? BudgetTrials { get; init; }
    public double? BudgetSeconds { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The study file as it was read.</summary>
    public string? StudyFile { get; init; }
}

/// <param name="Metric">ttft_ms or tpot_ms.</param>
/// <param name="Quantile">Where the limit holds for a quantile of its own, 0 to 1; absent where it is joint.</param>
public sealed record SloLimit(string Metric, double LimitMs, double? Quantile = null);

[JsonConverter(typeof(SnakeCaseEnum<Direction>))]
public enum Direction { Maximize, Minimize }

public sealed record Objective(string Metric, Direction Direction);

/// <param name="Name">The key under which trials hold it.</param>
/// <param name="Label">As the page writes it, such as "capacity".</param>
/// <param name="Unit">Such as "req/s" or "ms"; empty for a plain number.</param>
public sealed record MetricDescription(string Name, string Label, string Unit, Direction Better);

public sealed record NextStep(string Text, string? Command = null);
