namespace AutoTune.Load;

/// <summary>Reads the host before and after a probe; where the system does not say, zero.</summary>
internal sealed class HostMeter
{
    private readonly double _load = ReadLoad();
    private readonly (long Steal, long Total) _processors = ReadProcessors();
    private readonly TimeSpan _pauses = GC.GetTotalPauseDuration();

    public HostReading Read(TimeSpan worstTickLag, ReadLagReading readLag)
    {
        var (steal, total) = ReadProcessors();
        var share = total > _processors.Total ? (double)(steal - _processors.Steal) / (total - _processors.Total) : 0;
        return new(_load, share, GC.GetTotalPauseDuration() - _pauses) { WorstTickLag = worstTickLag, ReadLag = readLag };
    }

    private static double ReadLoad() =>
        OperatingSystem.IsLinux() ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0]) : 0;

    /// <summary>First line of <c>/proc/stat</c>: user nice system idle iowait irq softirq steal, in ticks of all processors.</summary>
    private static (long Steal, long Total) ReadProcessors()
    {
        if (!OperatingSystem.IsLinux())
            return default;
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(long.Parse).ToArray();
        return (ticks.ElementAtOrDefault(7), ticks.Sum());
    }
}
