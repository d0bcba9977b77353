using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.Tests.Search;

public sealed class LearnedFailuresTests
{
    [Theory]
    [InlineData("slots=8", true)]                // the same
    [InlineData("slots=16", true)]               // more of what ran out
    [InlineData("slots=7", false)]
    [InlineData("slots=16 kv=q8_0", false)]      // smaller elsewhere: it may fit
    [InlineData("slots=16 cache_reuse=1", false)]
    public void Memory_that_ran_out_runs_out_again_where_more_is_asked_for(string settings, bool excluded) =>
        Assert.Equal(excluded, Learned(Failed("slots=8", "oom_kv", "no memory")).Excludes(Config(settings)));

    [Theory]
    [InlineData("cache_reuse=300 kv=q4_0", true)]    // between the two
    [InlineData("cache_reuse=300 kv=q8_0", true)]
    [InlineData("cache_reuse=600 kv=q4_0", false)]
    [InlineData("cache_reuse=300 kv=f16", false)]
    [InlineData("cache_reuse=300 kv=q4_0 flash=true", false)]
    public void A_cause_that_was_met_twice_is_met_by_what_lies_between(string settings, bool excluded) => Assert.Equal(
        excluded,
        Learned(Failed("cache_reuse=200 kv=q4_0 flash=false", "config_invalid", "reuse 200 needs flash"), Failed("cache_reuse=500 kv=q8_0 flash=false", "config_invalid", "reuse 500 needs flash"))
            .Excludes(Config(settings.Contains("flash") ? settings : settings + " flash=false")));

    [Fact]
    public void What_works_between_them_refutes_it() => Assert.False(
        Learned(
            Failed("cache_reuse=200", "config_invalid", "no"), Failed("cache_reuse=500", "config_invalid", "no"),
            new(2, Config("cache_reuse=400"), new("random", [], ""), TestSpaces.Completed(1)))
        .Excludes(Config("cache_reuse=300")));

    [Theory]
    [InlineData("config_invalid", "another cause")]
    [InlineData("gpu_fault", "no")]
    public void One_sighting_of_a_cause_and_faults_of_the_surroundings_say_nothing(string failure, string evidence) =>
        Assert.False(Learned(Failed("cache_reuse=200", "config_invalid", "no"), Failed("cache_reuse=500", failure, evidence)).Excludes(Config("cache_reuse=300")));

    private static LearnedFailures Learned(params ViewedTrial[] trials) => new(TestSpaces.TwoEngines(), trials);

    private static ViewedTrial Failed(string settings, string failure, string evidence) =>
        new(0, Config(settings), new("random", [], ""), new TrialOutcome.Failed(AutoTune.Engines.FailureCatalogue.BuiltIn[failure], evidence));

    private static ServingConfig Config(string settings) => TestSpaces.Alder().Configure(settings.Split(' ').Select(setting => setting.Split('=')).ToDictionary(
        setting => setting[0],
        setting => long.TryParse(setting[1], out var number) ? ParameterValue.Of(number) : bool.TryParse(setting[1], out var truth) ? ParameterValue.Of(truth) : ParameterValue.Of(setting[1])));
}
