using AutoTune.MockEngine;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.MockEngine;

public sealed class DueQueueTests
{
    [Fact]
    public void What_is_due_first_comes_first() =>
        Gen.Long[0, 1000].Array[1, 3000].Sample(times =>
        {
            var queue = new DueQueue();
            for (var i = 0; i < times.Length; i++)
                queue.Add(times[i], i);
            var taken = new List<long>();
            while (!queue.IsEmpty)
            {
                var (due, token) = queue.Take();
                Assert.Equal(times[token], due);
                taken.Add(due);
            }

            Assert.Equal(times.Order(), taken);
        }, iter: 200);

    [Fact]
    public void Lateness_quantiles_are_right_to_an_eighth()
    {
        var lateness = new Lateness();
        for (var i = 1; i <= 100_000; i++)
            lateness.Add(i);
        var report = Lateness.Report([lateness]);
        Assert.InRange(report.P50Microseconds, 50.0, 50 * 1.13);
        Assert.InRange(report.P99Microseconds, 99.0, 99 * 1.13);
        Assert.Equal((100_000, 100.0), (report.Count, report.MaxMicroseconds));
    }
}
