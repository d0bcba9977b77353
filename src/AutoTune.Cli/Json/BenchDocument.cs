using AutoTune.Metrics;

namespace AutoTune.Cli.Json;

/// <summary>What <c>bench --json</c> prints of one load test.</summary>
internal sealed record BenchDocument
{
    public required bool Valid { get; init; }
    public required string? WhyInvalid { get; init; }
    public required int Requests { get; init; }
    public required int Errors { get; init; }
    public required string? FirstError { get; init; }

    /// <summary>Requests/s; null for a closed loop.</summary>
    public required double? OfferedRate { get; init; }

    public required int? Concurrency { get; init; }
    public required double AchievedRate { get; init; }

    /// <summary>Null without an SLO.</summary>
    public required double? Attainment { get; init; }

    public required double? Goodput { get; init; }
    public required QuantilesDocument? TtftMs { get; init; }
    public required QuantilesDocument? TpotMs { get; init; }
    public required QuantilesDocument? ItlMs { get; init; }
    public required QuantilesDocument? E2eMs { get; init; }
    public required double OutputTokensPerSecond { get; init; }
    public required QuantilesDocument? IclMs { get; init; }
    public required double? TotalTokensPerSecond { get; init; }

    /// <summary>Mean of 1000 ÷ TPOT.</summary>
    public required double? TokensPerSecondPerUser { get; init; }

    public required double? FluidTokensPerSecond { get; init; }

    /// <summary>Requests with a fluidity index of at least 0.9 ÷ all; null without limits of TTFT and TPOT.</summary>
    public required double? FluidShare { get; init; }

    public required double SendLagP99Ms { get; init; }

    /// <summary>What to know beside the figures; mostly empty.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    public static BenchDocument Of(ProbeSummary probe, bool hasLimits) => new()
    {
        Valid = probe.WhyInvalid is null,
        WhyInvalid = probe.WhyInvalid,
        Requests = probe.Requests,
        Errors = probe.Errors,
        FirstError = probe.FirstError,
        OfferedRate = probe.OfferedRate,
        Concurrency = probe.Concurrency,
        AchievedRate = probe.AchievedRate,
        Attainment = hasLimits ? probe.Attainment : null,
        Goodput = hasLimits ? probe.Goodput : null,
        TtftMs = QuantilesDocument.Of(probe.TtftMs),
        TpotMs = QuantilesDocument.Of(probe.TpotMs),
        ItlMs = QuantilesDocument.Of(probe.ItlMs),
        E2eMs = QuantilesDocument.Of(probe.E2EMs),
        OutputTokensPerSecond = probe.OutputTokensPerSecond,
        IclMs = QuantilesDocument.Of(probe.IclMs),
        TotalTokensPerSecond = probe.TotalTokensPerSecond,
        TokensPerSecondPerUser = probe.TokensPerSecondPerUser,
        FluidTokensPerSecond = probe.FluidTokensPerSecond,
        FluidShare = hasLimits ? probe.FluidShare : null,
        SendLagP99Ms = probe.SendLagP99Ms,
        Notes = ProbeNotes.Of(probe),
    };
}

internal sealed record QuantilesDocument(double Mean, double P50, double P90, double P99, double Max)
{
    public static QuantilesDocument? Of(Quantiles? seen) => seen is null ? null : new(seen.Mean, seen.P50, seen.P90, seen.P99, seen.Max);
}

/// <summary>What <c>bench --find-capacity --json</c> prints.</summary>
internal sealed record CapacityDocument(IReadOnlyDictionary<string, MetricDocument> Metrics);
