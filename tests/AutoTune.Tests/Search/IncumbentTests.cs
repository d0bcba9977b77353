using AutoTune.Metrics;
using AutoTune.Randomness;
using AutoTune.Search;
using Xunit;

namespace AutoTune.Tests.Search;

public sealed class IncumbentTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(25)]
    public void The_best_of_equals_is_no_better_than_they_are(int trials)
    {
        const double Error = 0.08;
        var random = new CounterRandom(3, trials, "equals");
        var (luckiest, incumbent) = (0.0, 0.0);
        const int Studies = 2000;
        for (var study = 0; study < Studies; study++)
        {
            var known = Enumerable.Range(0, trials).Select(_ => new Estimate(Math.Exp(Error * random.Normal()), Error, 5, Scale.Log, 1)).ToArray();
            luckiest += Math.Log(known.Max(one => one.Value)) / Studies;
            incumbent += Math.Log(Incumbent.Of(known).Value) / Studies;
        }

        Assert.True(luckiest > 0.08);
        Assert.InRange(incumbent, -0.01, 0.05);
    }

    [Fact]
    public void A_best_that_stands_out_is_taken_at_its_word()
    {
        var best = new Estimate(10, 0.05, 5, Scale.Log, 1);
        var incumbent = Incumbent.Of([new(4, 0.05, 5, Scale.Log, 1), new(4.1, 0.05, 5, Scale.Log, 1), new(3.9, 0.05, 5, Scale.Log, 1), best]);
        Assert.Equal(best, incumbent);
    }
}
