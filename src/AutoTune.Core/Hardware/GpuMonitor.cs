namespace AutoTune.Hardware;

/// <summary>Looks at leased cards while they are measured: two launches at other clocks are no fair comparison, and only this shows it.</summary>
public sealed class GpuMonitor(IHostGpus gpus, IReadOnlyList<GpuDevice> leased, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <returns>Null where no card is leased or nothing is told of them.</returns>
    public async Task<GpuReading?> WatchAsync(Task during, CancellationToken ct)
    {
        if (leased.Count == 0)
            return null;
        var indices = leased.Select(device => device.Index).ToHashSet();
        var samples = new List<GpuCondition[]>();
        while (!during.IsCompleted)
        {
            GpuCondition[] sample = [.. (await gpus.ConditionsAsync(ct)).Where(condition => indices.Contains(condition.Index))];
            if (sample.Length == 0)
                return null;
            samples.Add(sample);
            await Task.WhenAny(during, Task.Delay(Interval, clock, ct));
            ct.ThrowIfCancellationRequested();
        }
        return samples.Count == 0 ? null : Reading(samples);
    }

    private static GpuReading Reading(List<GpuCondition[]> samples)
    {
        var all = samples.SelectMany(sample => sample).ToArray();
        return new(samples.Count)
        {
            ClockMhzLeast = all.Min(condition => condition.ClockMhz),
            ClockMhzMost = all.Max(condition => condition.ClockMhz),
            PowerWatts = all.All(condition => condition.PowerWatts is not null) ? samples.Average(sample => sample.Sum(condition => condition.PowerWatts)) : null,
            CelsiusMost = all.Max(condition => condition.Celsius),
            Slowdown = all.Aggregate(GpuSlowdown.None, (seen, condition) => seen | condition.Slowdown),
        };
    }
}
