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

    [Fact]
    public void A_launch_that_works_with_as_much_takes_it_back() =>
        Assert.False(Learned(Failed("slots=8", "oom_kv", "no memory"), Works("slots=16")).Excludes(Config("slots=12")));

    [Theory]
    [InlineData("host_oom", false, true)]     // once it may have been somebody's kill
    [InlineData("oom_weights", true, true)]
    public void Host_memory_has_to_run_out_twice(string failure, bool afterOne, bool afterTwo)
    {
        Assert.Equal(afterOne, Learned(Failed("slots=8", failure, "gone")).Excludes(Config("slots=9")));
        Assert.Equal(afterTwo, Learned(Failed("slots=8", failure, "gone"), Failed("slots=20", failure, "gone")).Excludes(Config("slots=9")));
    }

    [Theory]
    [InlineData("cache_reuse=200 kv=q8_0", true)]     // the one's number with the other's type
    [InlineData("cache_reuse=300 kv=q4_0", false)]    // in between says nothing: 3 and 5 may be refused where 4 is a divisor
    [InlineData("cache_reuse=200 kv=f16", false)]
    [InlineData("cache_reuse=200 kv=q4_0 flash=true", false)]
    public void A_cause_that_was_met_twice_is_met_by_what_is_put_together_from_both(string settings, bool excluded) => Assert.Equal(
        excluded,
        Learned(Failed("cache_reuse=200 kv=q4_0 flash=false", "config_invalid", "reuse 200 needs flash"), Failed("cache_reuse=500 kv=q8_0 flash=false", "config_invalid", "reuse 500 needs flash"))
            .Excludes(Config(settings.Contains("flash") ? settings : settings + " flash=false")));

    [Fact]
    public void What_works_among_them_refutes_it() => Assert.False(
        Learned(Failed("cache_reuse=200 kv=q4_0", "config_invalid", "no"), Failed("cache_reuse=500 kv=q8_0", "config_invalid", "no"), Works("cache_reuse=500 kv=q4_0"))
            .Excludes(Config("cache_reuse=200 kv=q8_0")));

    [Fact]
    public void An_unknown_cause_says_nothing_of_others() => Assert.False(
        Learned(Failed("cache_reuse=200 kv=q4_0", "crash_unknown", "exit code 1"), Failed("cache_reuse=500 kv=q8_0", "crash_unknown", "exit code 1")).Excludes(Config("cache_reuse=200 kv=q8_0")));

    [Theory]
    [InlineData("config_invalid", "another cause")]
    [InlineData("gpu_fault", "no")]
    public void One_sighting_of_a_cause_and_faults_of_the_surroundings_say_nothing(string failure, string evidence) =>
        Assert.False(Learned(Failed("cache_reuse=200 kv=q4_0", "config_invalid", "no"), Failed("cache_reuse=500 kv=q8_0", failure, evidence)).Excludes(Config("cache_reuse=200 kv=q8_0")));

    [Fact]
    public void What_is_not_tried_is_said_in_words()
    {
        Assert.Equal("slots ≥ 8 with all else as in trial 0", Assert.Single(Learned(Failed("slots=8", "oom_kv", "no memory")).Lessons).Text);
        var twice = Learned(Failed("cache_reuse=200 kv=q4_0", "config_invalid", "no 200"), Failed("cache_reuse=500 kv=q8_0", "config_invalid", "no 500"));
        Assert.Equal("cache_reuse 200 or 500 with kv q4_0 or q8_0, in whatever combination, with all else as in trials 0", Assert.Single(twice.Lessons).Text);
    }

    private static LearnedFailures Learned(params ViewedTrial[] trials) => new(TestSpaces.TwoEngines(), trials);

    private static ViewedTrial Works(string settings) => new(2, Config(settings), new("random", [], ""), TestSpaces.Completed(1));

    private static ViewedTrial Failed(string settings, string failure, string evidence) =>
        new(0, Config(settings), new("random", [], ""), new TrialOutcome.Failed(AutoTune.Engines.FailureCatalogue.BuiltIn[failure], evidence));

    private static ServingConfig Config(string settings) => TestSpaces.Alder().Configure(settings.Split(' ').Select(setting => setting.Split('=')).ToDictionary(
        setting => setting[0],
        setting => long.TryParse(setting[1], out var number) ? ParameterValue.Of(number) : bool.TryParse(setting[1], out var truth) ? ParameterValue.Of(truth) : ParameterValue.Of(setting[1])));
}
