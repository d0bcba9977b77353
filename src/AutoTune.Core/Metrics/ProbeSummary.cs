using AutoTune.Hardware;
using AutoTune.Load;

namespace AutoTune.Metrics;

/// <summary>One probe, judged under one SLO: what is stored and drawn.</summary>
public sealed record ProbeSummary
{
    public required DateTimeOffset Started { get; init; }

    public required double ElapsedSeconds { get; init; }

    /// <summary>Requests/s asked for, on average of a ramp; null for a closed loop.</summary>
    public double? OfferedRate { get; init; }

    public int? Concurrency { get; init; }

    /// <summary>Judged arrivals ÷ window.</summary>
    public required double AchievedRate { get; init; }

    /// <summary>Requests that were judged; of a probe that was stopped early, those whose fate was certain by then.</summary>
    public required int Requests { get; init; }

    /// <summary>Requests that were due in the window, whatever became of them; more than were judged only where the probe was stopped early.</summary>
    public int Due { get; init; }

    /// <summary>Of those that were judged, the ones that met every limit.</summary>
    public int Met { get; init; }

    public required int Errors { get; init; }

    /// <summary>Requests that meet every limit ÷ all that were judged, 0 to 1.</summary>
    public required double Attainment { get; init; }

    /// <summary>Requests/s that meet the SLO: rate × attainment.</summary>
    public required double Goodput { get; init; }

    /// <summary>Tokens that arrived in the window ÷ window.</summary>
    public required double OutputTokensPerSecond { get; init; }

    /// <summary>Prompt and output tokens/s in the window.</summary>
    public double? TotalTokensPerSecond { get; init; }

    /// <summary>Requests with a fluidity index of at least 0.9 ÷ all that were judged, 0 to 1; null without limits of TTFT and TPOT.</summary>
    public double? FluidShare { get; init; }

    /// <summary>Reading rate, tokens/s, that 99 % of the completed requests keep up with.</summary>
    public double? FluidTokensPerSecond { get; init; }

    /// <summary>Mean over requests of 1000 ÷ TPOT: what one user sees, tokens/s.</summary>
    public double? TokensPerSecondPerUser { get; init; }

    public Quantiles? TtftMs { get; init; }

    public Quantiles? TpotMs { get; init; }

    /// <summary>Per token: gap ÷ tokens in the chunk, token-weighted.</summary>
    public Quantiles? ItlMs { get; init; }

    /// <summary>Raw gaps between chunks.</summary>
    public Quantiles? IclMs { get; init; }

    public Quantiles? E2EMs { get; init; }

    /// <summary>E2E ÷ output tokens.</summary>
    public Quantiles? NormalizedLatencyMs { get; init; }

    /// <summary>Prompt tokens per request as the server counted them.</summary>
    public double? InputTokensMean { get; init; }

    /// <summary>Prompt tokens per request as the workload asked for them.</summary>
    public double? InputTokensPlanned { get; init; }

    public double? OutputTokensMean { get; init; }

    /// <summary>Prompt tokens per request that came from the server's prefix cache; null where it does not say.</summary>
    public double? CachedTokensMean { get; init; }

    /// <summary>The server gave no usage, so chunks stand for tokens.</summary>
    public bool TokensCountedByChunks { get; init; }

    /// <summary>By limit: ln(limit ÷ seen), the quantile at the SLO's attainment; positive is room.</summary>
    public IReadOnlyDictionary<string, double> SloMargins { get; init; } = new Dictionary<string, double>();

    /// <summary>What the engine said of itself; null where it says nothing.</summary>
    public EngineReading? Engine { get; init; }

    /// <summary>How the leased cards fared; null without cards, and where they do not say.</summary>
    public GpuReading? Gpus { get; init; }

    /// <summary>Of the first judged request that failed.</summary>
    public string? FirstError { get; init; }

    public required double SendLagP99Ms { get; init; }

    public string? WhyInvalid { get; init; }

    public string? StoppedBecause { get; init; }

    public double LoadAverage { get; init; }

    /// <summary>Processor time that the hypervisor took, 0 to 1.</summary>
    public double StealFraction { get; init; }

    /// <summary>What this probe was for: <c>one stream</c>, <c>burst</c>, <c>bracket</c>, <c>bisection</c>, <c>repeat</c>, <c>confirmation</c>.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>File of per-request stamps beside the store, and its SHA-256; null where none was kept.</summary>
    public string? StampsFile { get; init; }

    public string? StampsSha256 { get; init; }
}
