using AutoTune.Metrics;
using AutoTune.Randomness;
using Xunit;

namespace AutoTune.Tests.Metrics;

public sealed class EstimateTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Of_many_studies_nineteen_in_twenty_promise_what_their_next_launch_has(int launches)
    {
        const int Studies = 20_000;
        var random = new CounterRandom(1, launches, "launches");
        var held = 0;
        for (var study = 0; study < Studies; study++)
        {
            var logs = Enumerable.Range(0, launches).Select(_ => 0.1 * random.Normal()).ToArray();
            var mean = logs.Average();
            var error = Math.Sqrt(logs.Sum(value => (value - mean) * (value - mean)) / (launches - 1) / launches);
            var estimate = new Estimate(Math.Exp(mean), error, launches - 1, Scale.Log, launches);
            held += Math.Exp(0.1 * random.Normal()) > estimate.NextLaunchLowerBound95 ? 1 : 0;
        }

        Assert.InRange((double)held / Studies, 0.944, 0.956);
    }

    [Fact]
    public void What_has_no_variance_is_promised_as_it_is() => Assert.Equal(7, Estimate.Exact(7).NextLaunchLowerBound95);
}
