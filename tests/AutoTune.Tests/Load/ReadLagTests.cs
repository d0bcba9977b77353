using AutoTune.Load;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class ReadLagTests
{
    private static readonly ProbePlan Plan = new()
    {
        WarmUp = TimeSpan.Zero,
        Window = TimeSpan.FromSeconds(1),
        Drain = TimeSpan.FromSeconds(1),
        Stream = new(new() { Input = new LengthDistribution.Fixed(1), Output = new LengthDistribution.Fixed(1) }, 0, 1),
        Template = new(),
    };

    [Theory]
    [InlineData(0.4, 3, null)]
    [InlineData(6, 8, "the client read 6 ms late")]
    [InlineData(0.4, 200, "the client stood still for 200 ms")]
    public void A_late_reader_makes_the_probe_invalid(double p99, double worst, string? why)
    {
        var said = ReadHealth.WhyInvalid(Plan, new(TimeSpan.FromMilliseconds(p99), TimeSpan.FromMilliseconds(worst)));

        Assert.Equal(why is null, said is null);
        Assert.StartsWith(why ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_pauses_is_seen()
    {
        var clock = new ProbeClock(TimeProvider.System);
        using var lag = new ReadLag(clock);
        lag.Start();
        var buffer = new byte[4096];
        lag.Take(buffer.AsSpan(0, await lag.Reader.ReceiveAsync(buffer.AsMemory())));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        lag.Take(buffer.AsSpan(0, await lag.Reader.ReceiveAsync(buffer.AsMemory())));

        Assert.True(lag.Read(TimeSpan.MaxValue).Worst > TimeSpan.FromMilliseconds(250));
        Assert.Equal(TimeSpan.Zero, lag.Read(TimeSpan.Zero).Worst);
    }
}
