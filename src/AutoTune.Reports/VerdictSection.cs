using System.Text.Json.Serialization;

namespace AutoTune.Reports;

[JsonConverter(typeof(SnakeCaseEnum<VerdictKind>))]
public enum VerdictKind { Replaced, Kept, Infeasible, Unmeasured }

/// <summary>The study's answer. <see cref="VerdictSentence"/> says it in words.</summary>
public sealed record VerdictSection
{
    public required VerdictKind Kind { get; init; }

    /// <summary>Finalist over baseline in the primary objective, from the paired launches.</summary>
    public Metric? Ratio { get; init; }

    /// <summary>P(the finalist is better), 0 to 1.</summary>
    public double? ProbabilityBetter { get; init; }

    /// <summary>The configuration that met the baseline in the finals, also where the baseline was kept.</summary>
    public int? Finalist { get; init; }

    /// <summary>Why the baseline was kept where it is not the interval, such as "no candidate was better in the search"; why nothing was measured.</summary>
    public string? Why { get; init; }

    /// <summary>Infeasible: the limit that no configuration met, such as "TTFT ≤ 300 ms".</summary>
    public string? BindingLimit { get; init; }

    /// <summary>Infeasible: the configuration that came nearest.</summary>
    public int? NearestTrial { get; init; }

    /// <summary>Infeasible: how near, in words, such as "p90 TTFT 412 ms at one stream".</summary>
    public string? NearestMargin { get; init; }
}

/// <summary>The gain that is left when the weights keep the baseline's precision.</summary>
public sealed record PrecisionShare
{
    public required string Parameter { get; init; }
    public required string BaselineValue { get; init; }

    /// <summary>The best completed trial at the baseline's precision.</summary>
    public required int BestTrial { get; init; }

    /// <summary>That trial over the baseline in the primary objective.</summary>
    public required Metric Ratio { get; init; }

    /// <summary>Whether the interval excludes 1: otherwise the page says "no difference that this machine can show".</summary>
    public required bool Distinguishable { get; init; }
}
