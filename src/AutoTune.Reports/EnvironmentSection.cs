namespace AutoTune.Reports;

/// <summary>Where and with what the figures were made: they hold for nothing else.</summary>
public sealed record EnvironmentSection
{
    public required string AutoTuneVersion { get; init; }
    public required IReadOnlyList<EngineVersion> Engines { get; init; }
    public required string OperatingSystem { get; init; }
    public required string CpuModel { get; init; }
    public required int LogicalCores { get; init; }
    public required double MemoryGib { get; init; }
    public required IReadOnlyList<GpuSection> Gpus { get; init; }
    public string? Launcher { get; init; }
    public double? ProbeWarmUpSeconds { get; init; }

    /// <summary>The horizon of every attainment.</summary>
    public double? ProbeWindowSeconds { get; init; }

    /// <summary>What the reader has to know before trusting the figures, a sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

public sealed record EngineVersion(string Name, string Version);

public sealed record GpuSection(string Name, double MemoryGib, int Count);
