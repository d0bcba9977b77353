using AutoTune.Hardware;

namespace AutoTune.Reports.Building;

/// <summary>How the cards fared during a probe, in words.</summary>
internal static class GpuWords
{
    /// <returns>Null where nothing is known of them.</returns>
    public static string? Of(GpuReading? reading)
    {
        if (reading is null)
            return null;
        string?[] said =
        [
            (reading.ClockMhzLeast, reading.ClockMhzMost) switch
            {
                ({ } least, { } most) when most - least >= 1 => $"{least:0} to {most:0} MHz",
                ({ } least, _) => $"{least:0} MHz",
                _ => null,
            },
            reading.PowerWatts is { } watts ? $"{watts:0} W" : null,
            reading.CelsiusMost is { } celsius ? $"{celsius:0} °C" : null,
            reading.Slowdown == GpuSlowdown.None ? null : $"slowed down by {string.Join(" and ", Causes(reading.Slowdown))}",
        ];
        return said.OfType<string>().ToArray() is { Length: > 0 } words ? $"GPUs {string.Join(", ", words)}" : null;
    }

    private static IEnumerable<string> Causes(GpuSlowdown slowdown) =>
        from cause in new[] { (Flag: GpuSlowdown.PowerLimit, Word: "their power limit"), (Flag: GpuSlowdown.Heat, Word: "heat"), (Flag: GpuSlowdown.PowerBrake, Word: "a power brake") }
        where slowdown.HasFlag(cause.Flag)
        select cause.Word;
}
