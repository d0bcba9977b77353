namespace AutoTune.Reports;

/// <summary>Load tests of one server, to look at.</summary>
public sealed record BenchReport
{
    public const int CurrentSchemaVersion = 1;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Tells the page which document it has: <c>bench</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The verdict in a few words.</summary>
    public required string Headline { get; init; }

    public required string Sentence { get; init; }

    /// <summary>Of the server, without credentials.</summary>
    public required string Address { get; init; }

    public required string Model { get; init; }
    public required string Workload { get; init; }

    /// <summary>In words; absent without limits.</summary>
    public string? Slo { get; init; }

    public required IReadOnlyList<SloLimit> SloLimits { get; init; }

    /// <summary>0 to 1; absent without limits.</summary>
    public double? AttainmentTarget { get; init; }

    public required string Version { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required IReadOnlyList<BenchTest> Tests { get; init; }
}

/// <summary>One load test.</summary>
public sealed record BenchTest
{
    /// <summary>Requests/s; absent for a closed loop.</summary>
    public double? OfferedRequestsPerSecond { get; init; }

    /// <summary>Requests in flight of a closed loop.</summary>
    public int? Concurrency { get; init; }

    public required double AchievedRequestsPerSecond { get; init; }
    public required int Requests { get; init; }
    public required int Errors { get; init; }
    public string? FirstError { get; init; }

    /// <summary>0 to 1; absent without limits.</summary>
    public double? Attainment { get; init; }

    public double? GoodputRequestsPerSecond { get; init; }
    public required double OutputTokensPerSecond { get; init; }
    public double? TotalTokensPerSecond { get; init; }

    /// <summary>Mean of 1000 ÷ TPOT.</summary>
    public double? TokensPerSecondPerUser { get; init; }

    public double? FluidTokensPerSecond { get; init; }
    public BenchLatency? TtftMs { get; init; }
    public BenchLatency? TpotMs { get; init; }
    public BenchLatency? ItlMs { get; init; }
    public BenchLatency? IclMs { get; init; }
    public BenchLatency? E2eMs { get; init; }
    public required double SendLagP99Ms { get; init; }
    public required bool Valid { get; init; }
    public string? WhyInvalid { get; init; }

    /// <summary>What to know beside the figures.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

public sealed record BenchLatency(double Mean, double P50, double P90, double P99, double Max);
