namespace AutoTune.Reports;

/// <summary>One load test at one rate.</summary>
public sealed record ProbeSection
{
    /// <summary>Absent for a probe of one stream after the other (closed loop).</summary>
    public double? OfferedRequestsPerSecond { get; init; }

    /// <summary>What really arrived in the window.</summary>
    public required double RealisedRequestsPerSecond { get; init; }

    /// <summary>Share of the requests that met every limit, 0 to 1; absent without SLO.</summary>
    public double? Attainment { get; init; }

    public required int Requests { get; init; }
    public required int Misses { get; init; }
    public required int Errors { get; init; }
    public required double WindowSeconds { get; init; }

    /// <summary>Invalid probes are shown and never used.</summary>
    public required bool Valid { get; init; }

    public string? WhyInvalid { get; init; }

    /// <summary>Why it was ended early; what still ran then is no error of the engine.</summary>
    public string? StoppedBecause { get; init; }

    /// <summary>What bound it, in words; absent where the SLO was met, or nothing tells.</summary>
    public string? Bound { get; init; }

    /// <summary>What the engine said of itself meanwhile, in words.</summary>
    public string? Engine { get; init; }

    /// <summary>How the cards fared meanwhile, in words: clocks, power, heat, what slowed them down.</summary>
    public string? Gpus { get; init; }

    public Quantiles? TtftMs { get; init; }
    public Quantiles? TpotMs { get; init; }
    public double? OutputTokensPerSecond { get; init; }

    /// <summary>Per running stream: mean of 1000 / TPOT.</summary>
    public double? OutputTokensPerSecondPerUser { get; init; }

    /// <summary>Output tokens per second ÷ max(1, GPUs).</summary>
    public double? OutputTokensPerSecondPerDevice { get; init; }
}

public sealed record Quantiles(double P50, double P90, double P99);
