using Xunit;

namespace AutoTune.IntegrationTests.Faults;

/// <summary>A study's own evaluation as the gate; the engine is the fake one, the evaluation a shell script.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class QualityCommandTests
{
    [Fact]
    public async Task Answers_above_the_floor_are_measured_and_their_score_is_shown()
    {
        using var study = await StudyAsync("""echo "asked for $OPENAI_BASE_URL"; echo '{"score": 0.9}'""");

        var run = await study.TuneAsync();

        Assert.True(run.HasFinished, run.Errors + run.Output);    // on a busy machine the fake engine may miss its limits
        Assert.Contains("0.9000 (floor 0.8000)", run.Output + run.Errors, StringComparison.Ordinal);
        var log = Assert.Single(Directory.GetFiles(Path.Combine(study.Results, "faults", "logs"), "*quality.log"));
        Assert.Matches("asked for http://127.0.0.1:[0-9]+/v1", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Answers_below_the_floor_make_a_configuration_infeasible_however_fast_it_is()
    {
        using var study = await StudyAsync("""echo '{"score": 0.7}'""");

        var run = await study.TuneAsync();

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("quality binds: the answers of the nearest configuration, trial 0, are 12.5 % below the floor", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_evaluation_that_gives_no_score_stops_the_study_and_says_what_it_printed()
    {
        using var study = await StudyAsync("echo nothing to say");

        var run = await study.TuneAsync();

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("The evaluation that 'quality' names gave no score: its last line is no {\"score\": NUMBER}: nothing to say", run.Errors, StringComparison.Ordinal);
    }

    private static async Task<FaultStudy> StudyAsync(string evaluation)
    {
        var study = await FaultStudy.WriteAsync("none", "{trials: 1, time: 60s}", "fix: {slots: 1}\nquality: {command: [/bin/sh, ./eval.sh], floor: 0.8}");
        await File.WriteAllTextAsync(Path.Combine(study.Folder, "eval.sh"), $"cat > /dev/null\n{evaluation}\n");
        return study;
    }
}
