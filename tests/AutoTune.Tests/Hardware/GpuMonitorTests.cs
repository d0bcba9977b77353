using AutoTune.Hardware;
using AutoTune.Reports.Building;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AutoTune.Tests.Hardware;

public sealed class GpuMonitorTests
{
    [Fact]
    public void Conditions_are_read_from_the_drivers_table()
    {
        var read = NvidiaSmi.Conditions("0, 1980, 412.33, 64, 0x0000000000000004\n1, 345, 71.02, [N/A], 0x0000000000000001\n2, 1290, [N/A], 88, 0x00000000000000E0\n");
        Assert.Equal(
            [
                new GpuCondition(0) { ClockMhz = 1980, PowerWatts = 412.33, Celsius = 64, Slowdown = GpuSlowdown.PowerLimit },
                new GpuCondition(1) { ClockMhz = 345, PowerWatts = 71.02 },
                new GpuCondition(2) { ClockMhz = 1290, Celsius = 88, Slowdown = GpuSlowdown.Heat | GpuSlowdown.PowerBrake },
            ],
            read);
    }

    [Fact]
    public async Task Leased_cards_are_looked_at_until_the_probe_has_ended()
    {
        var (clock, probe) = (new FakeTimeProvider(), new TaskCompletionSource());
        var gpus = new Fake(
            [new(0) { ClockMhz = 100, PowerWatts = 1, Celsius = 99, Slowdown = GpuSlowdown.PowerBrake }, new(1) { ClockMhz = 1900, PowerWatts = 300, Celsius = 60 }],
            [new(1) { ClockMhz = 1500, PowerWatts = 400, Celsius = 75, Slowdown = GpuSlowdown.Heat }]);
        var watching = new GpuMonitor(gpus, [new(1, "GPU-1", "a card", 1)], clock).WatchAsync(probe.Task, TestContext.Current.CancellationToken);
        while (gpus.Looks < 2)
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }
        probe.SetResult();

        var reading = await watching;

        Assert.Equal(new GpuReading(2) { ClockMhzLeast = 1500, ClockMhzMost = 1900, PowerWatts = 350, CelsiusMost = 75, Slowdown = GpuSlowdown.Heat }, reading);
        Assert.Equal("GPUs 1500 to 1900 MHz, 350 W, 75 °C, slowed down by heat", GpuWords.Of(reading));
    }

    [Fact]
    public void What_is_inherited_does_not_hide_the_cards_of_AMD_a_second_time()
    {
        var seen = GpuVisibility.Variables([new(2, "GPU-a", "a card", 1) { Maker = GpuMaker.Amd }, new(3, "GPU-b", "a card", 1) { Maker = GpuMaker.Amd }]);
        Assert.Equal(("GPU-a,GPU-b", "0,1", "0,1"), (seen["ROCR_VISIBLE_DEVICES"], seen["HIP_VISIBLE_DEVICES"], seen["CUDA_VISIBLE_DEVICES"]));
        Assert.All(seen.Keys, name => Assert.Contains(name, GpuVisibility.Names));
    }

    [Fact]
    public async Task Where_nothing_is_leased_or_told_there_is_no_reading()
    {
        Assert.Null(await new GpuMonitor(new Fake(), [], TimeProvider.System).WatchAsync(Task.CompletedTask, TestContext.Current.CancellationToken));
        Assert.Null(await new GpuMonitor(new Fake((GpuCondition[])[]), [new(1, "GPU-1", "a card", 1)], TimeProvider.System).WatchAsync(new TaskCompletionSource().Task, TestContext.Current.CancellationToken));
        Assert.Null(GpuWords.Of(new GpuReading(1)));
    }

    /// <summary>A fake for hardware that is not here: one look after the other, the last for ever.</summary>
    private sealed class Fake(params GpuCondition[][] looks) : IHostGpus
    {
        public int Looks { get; private set; }

        public Task<IReadOnlyList<GpuCondition>> ConditionsAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<GpuCondition>>(looks[Math.Min(Looks++, looks.Length - 1)]);

        public Task<IReadOnlyList<GpuDevice>> DevicesAsync(CancellationToken ct) => throw new NotSupportedException();

        public Task<GpuLinks> LinksAsync(CancellationToken ct) => throw new NotSupportedException();

        public Task<IReadOnlyList<GpuProcess>> ProcessesAsync(CancellationToken ct) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<string, long>> MemoryUsedAsync(CancellationToken ct) => throw new NotSupportedException();
    }
}
