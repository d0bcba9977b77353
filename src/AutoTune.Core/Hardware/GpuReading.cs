namespace AutoTune.Hardware;

/// <summary>How one card fares at a moment; null where its tool does not say it.</summary>
public sealed record GpuCondition(int Index)
{
    /// <summary>Of the processors, MHz.</summary>
    public double? ClockMhz { get; init; }

    public double? PowerWatts { get; init; }

    public double? Celsius { get; init; }

    public GpuSlowdown Slowdown { get; init; }
}

/// <summary>Why a card's clock is below what it could be.</summary>
[Flags]
public enum GpuSlowdown
{
    None = 0,

    /// <summary>It draws as much as it may: usual under full load.</summary>
    PowerLimit = 1,

    Heat = 2,

    /// <summary>The supply or the board asks for it.</summary>
    PowerBrake = 4,
}

/// <summary>How the leased cards fared during a probe.</summary>
/// <param name="Samples">Times that they were looked at.</param>
public sealed record GpuReading(int Samples)
{
    /// <summary>Of any card, MHz.</summary>
    public double? ClockMhzLeast { get; init; }

    public double? ClockMhzMost { get; init; }

    /// <summary>Of all cards together, on average.</summary>
    public double? PowerWatts { get; init; }

    /// <summary>Of the hottest card.</summary>
    public double? CelsiusMost { get; init; }

    /// <summary>At any moment, of any card.</summary>
    public GpuSlowdown Slowdown { get; init; }
}
