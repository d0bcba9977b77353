using AutoTune.Metrics;
using AutoTune.Randomness;
using Xunit;

namespace AutoTune.Tests.Metrics;

public sealed class DetectableDifferenceTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void Eight_of_ten_comparisons_show_the_detectable_difference(int pairs)
    {
        const double Sd = 0.05;
        const int Comparisons = 4000;
        var random = new CounterRandom(1, pairs, "launches");
        var ratio = 1 + DetectableDifference.Of(Sd, pairs);
        var shown = 0;
        for (var i = 0; i < Comparisons; i++)
        {
            var launches = Enumerable.Range(0, pairs).Select(_ => (Estimate.Exact(ratio * Math.Exp(Sd * random.Normal())), Estimate.Exact(Math.Exp(Sd * random.Normal())))).ToArray();
            shown += PairedComparison.Of(launches, higherIsBetter: true).ProbabilityBetter > 0.975 ? 1 : 0;
        }
        Assert.InRange(shown / (double)Comparisons, 0.76, 0.86);
    }

    [Fact]
    public void As_many_pairs_as_are_needed_show_a_difference_and_one_fewer_does_not()
    {
        var pairs = DetectableDifference.PairsFor(0.1, 0.08)!.Value;
        Assert.True(DetectableDifference.Of(0.08, pairs) <= 0.1 && DetectableDifference.Of(0.08, pairs - 1) > 0.1);
        Assert.Null(DetectableDifference.PairsFor(0.001, 0.5));
    }

    [Fact]
    public void Few_launches_leave_their_own_spread_uncertain()
    {
        var (low, high) = DetectableDifference.Interval(0.1, 5);
        Assert.Equal(0.0649, low, 1e-3);
        Assert.Equal(0.2373, high, 1e-3);
    }
}
