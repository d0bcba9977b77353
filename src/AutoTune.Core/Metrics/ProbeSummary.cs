namespace AutoTune.Metrics;

/// <summary>One probe, judged under one SLO: what is stored and drawn.</summary>
public sealed record ProbeSummary
{
    public required DateTimeOffset Started { get; init; }

    public required double ElapsedSeconds { get; init; }

    /// <summary>Requests/s asked for; null for a closed loop.</summary>
    public double? OfferedRate { get; init; }

    public int? Concurrency { get; init; }

    /// <summary>Judged arrivals ÷ window.</summary>
    public required double AchievedRate { get; init; }

    /// <summary>Requests that were judged.</summary>
    public required int Requests { get; init; }

    public required int Errors { get; init; }

    /// <summary>Requests that meet every limit ÷ all that were judged, 0 to 1.</summary>
    public required double Attainment { get; init; }

    /// <summary>Requests/s that meet the SLO: rate × attainment.</summary>
    public required double Goodput { get; init; }

    /// <summary>Tokens that arrived in the window ÷ window.</summary>
    public required double OutputTokensPerSecond { get; init; }

    /// <summary>Mean over requests of 1000 ÷ TPOT: what one user sees, tokens/s.</summary>
    public double? TokensPerSecondPerUser { get; init; }

    public Quantiles? TtftMs { get; init; }

    public Quantiles? TpotMs { get; init; }

    /// <summary>Per token: gap ÷ tokens in the chunk, token-weighted.</summary>
    public Quantiles? ItlMs { get; init; }

    public Quantiles? E2EMs { get; init; }

    public required double SendLagP99Ms { get; init; }

    public string? WhyInvalid { get; init; }

    public string? StoppedBecause { get; init; }

    public double LoadAverage { get; init; }

    /// <summary>What this probe was for: <c>one stream</c>, <c>burst</c>, <c>bracket</c>, <c>bisection</c>, <c>repeat</c>, <c>confirmation</c>.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>File of per-request stamps beside the store, and its SHA-256; null where none was kept.</summary>
    public string? StampsFile { get; init; }

    public string? StampsSha256 { get; init; }
}
