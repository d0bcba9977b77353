using System.Text.Json.Serialization;

namespace AutoTune.Reports;

/// <summary>The measurements that did not choose what they judge.</summary>
public sealed record FinalsSection
{
    public required int Finalist { get; init; }
    public required int Baseline { get; init; }

    /// <summary>The name of the metric that the pairs hold.</summary>
    public required string Metric { get; init; }

    /// <summary>The best of the search, found again on fresh launches.</summary>
    public required IReadOnlyList<FoundAgain> FoundAgain { get; init; }

    public required IReadOnlyList<LaunchPair> Pairs { get; init; }

    /// <summary>How ratio and interval come from the pairs, in a sentence.</summary>
    public required string Method { get; init; }

    public Metric? Ratio { get; init; }
    public double? ProbabilityBetter { get; init; }
    /// <summary>On further workloads.</summary>
    public required IReadOnlyList<AlsoSection> Also { get; init; }

    public ConfirmationSection? Confirmation { get; init; }
}

/// <summary>Finalist and baseline on one further workload, a launch each.</summary>
/// <param name="Excludes">The finalist loses too much on it to replace the baseline.</param>
public sealed record AlsoSection(string Workload, Metric BaselineValue, Metric FinalistValue, Metric Ratio, bool Excludes);

public sealed record FoundAgain(int Trial, Metric Searched, Metric Again);

[JsonConverter(typeof(SnakeCaseEnum<PairOrder>))]
public enum PairOrder { BaselineFirst, FinalistFirst }

public sealed record LaunchPair(int Number, PairOrder Order, double BaselineValue, double FinalistValue);

/// <summary>The winner at its rated capacity, for as long as the count of misses needs.</summary>
public sealed record ConfirmationSection
{
    public required int Trial { get; init; }
    public required double RateRequestsPerSecond { get; init; }
    public required double DurationSeconds { get; init; }
    public required int Requests { get; init; }
    public required int Misses { get; init; }

    /// <summary>Misses up to which the target counts as held.</summary>
    public int? AllowedMisses { get; init; }

    public required bool Held { get; init; }
}

/// <summary>All trials that failed in one way.</summary>
public sealed record FailureClassSection
{
    public required string Class { get; init; }
    public required string Policy { get; init; }
    public required IReadOnlyList<int> Trials { get; init; }

    /// <summary>One trial's evidence.</summary>
    public required string Evidence { get; init; }

    public string? Learned { get; init; }

    /// <summary>What the search did not try because of it; null where nothing was concluded.</summary>
    public IReadOnlyList<string>? NotTried { get; init; }
}
