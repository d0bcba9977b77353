using AutoTune.Metrics;
using AutoTune.Randomness;
using AutoTune.Search;
using AutoTune.Search.Impact;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.Tests.Search.Impact;

public sealed class ImpactAnalysisTests
{
    private static readonly Objective Capacity = new(MetricNames.Capacity, ObjectiveDirection.Maximize);

    [Fact]
    public void The_parameter_that_decides_gets_nearly_the_whole_share()
    {
        var impacts = Analyse(new([TestSpaces.Alder()]), config => config["slots"].Number);
        Assert.Equal("slots", impacts[0].Parameter);
        Assert.InRange(impacts[0].Share, 0.8, 1);
        Assert.Equal(1, impacts.Sum(impact => impact.Share), 9);
    }

    [Fact]
    public void A_category_shows_the_median_and_the_number_of_trials_of_each_value_in_order()
    {
        var impacts = Analyse(new([TestSpaces.Alder()]), config => config["kv"].Text switch { "f16" => 1, "q8_0" => 3, _ => 2 });
        Assert.Equal("kv", impacts[0].Parameter);
        Assert.Equal([("f16", 1.0), ("q8_0", 3), ("q4_0", 2)], impacts[0].Values.Select(value => (value.Value, value.Median)));
        Assert.Equal(60, impacts[0].Values.Sum(value => value.Trials));
    }

    [Fact]
    public void Numbers_fall_into_ranges_of_about_equal_size()
    {
        var ranges = Analyse(new([TestSpaces.Alder()]), config => config["cache_reuse"].Number)[0].Values;
        Assert.Equal(4, ranges.Count);
        Assert.All(ranges, range => Assert.InRange(range.Trials, 10, 20));
        Assert.All(ranges, range => Assert.Contains(" to ", range.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void The_engine_takes_part_where_there_are_several()
    {
        var impacts = Analyse(TestSpaces.TwoEngines(), config => config.Engine == "birch" ? 10 : 1);
        Assert.Equal((null, "engine"), (impacts[0].Engine, impacts[0].Parameter));
        Assert.InRange(impacts[0].Share, 0.9, 1);
    }

    [Fact]
    public void Nothing_stands_out_where_all_trials_are_equal() =>
        Assert.All(Analyse(TestSpaces.TwoEngines(), _ => 5), impact => Assert.Equal(0, impact.Share));

    [Fact]
    public void A_study_without_measured_trials_has_no_values() =>
        Assert.All(
            ImpactAnalysis.Of(TestSpaces.TwoEngines(), [TestSpaces.Trial(0, TestSpaces.Alder().VendorDefault(), TestSpaces.Failed())], Capacity, seed: 1),
            impact => Assert.Empty(impact.Values));

    private static IReadOnlyList<ParameterImpact> Analyse(SearchSpace space, Func<ServingConfig, double> capacity)
    {
        var random = new CounterRandom(5, 0, "test");
        var trials = Enumerable.Range(0, 60)
            .Select(number => (number, config: ConfigSampler.Sample(random.Pick(space.Branches), random)))
            .Select(drawn => TestSpaces.Trial(drawn.number, drawn.config, TestSpaces.Completed(capacity(drawn.config))));
        return ImpactAnalysis.Of(space, trials, Capacity, seed: 1);
    }
}
