using AutoTune.Launching;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.IntegrationTests.Faults;

[Collection(FaultStudy.OneAtATime)]
public sealed class FaultyEngineTests
{
    private static readonly Dictionary<string, string> Classes = new()
    {
        ["die-at-start"] = "crash_unknown",
        ["die-after"] = "crash_unknown",
        ["hang-after"] = "crash_unknown",
        ["never-ready"] = "start_timeout",
    };

    [Fact]
    public async Task Every_way_to_fail_is_classified_and_the_study_goes_on_to_its_report()
    {
        using var study = await FaultStudy.WriteAsync("none, die-at-start, die-after, hang-after, never-ready, break-streams", "{trials: 6}");

        using var running = study.StartTune();
        await study.WaitAsync(events => running.HasExited || events.OfType<StudyEvent.LaunchEnded>().DistinctBy(ended => ended.Trial).Count() == 6);
        running.Interrupt();
        var result = await running.EndAsync();

        Assert.True(result.ExitCode == 130 || result.HasFinished, result.Output + result.Errors);
        var outcomes = await OutcomesAsync(study);
        foreach (var (fault, failure) in Classes)
            Assert.All(outcomes[fault], outcome => Assert.Equal(failure, Assert.IsType<TrialOutcome.Failed>(outcome).Failure.Name));
        Assert.Contains("exit code 1", ((TrialOutcome.Failed)outcomes["die-at-start"].First()).Evidence, StringComparison.Ordinal);
        Assert.Contains("killed by signal 6", ((TrialOutcome.Failed)outcomes["die-after"].First()).Evidence, StringComparison.Ordinal);
        Assert.Contains("stopped answering", ((TrialOutcome.Failed)outcomes["hang-after"].First()).Evidence, StringComparison.Ordinal);
        Assert.Contains("not ready 2 s", ((TrialOutcome.Failed)outcomes["never-ready"].First()).Evidence, StringComparison.Ordinal);
        Assert.All(outcomes["break-streams"], outcome => Assert.IsNotType<TrialOutcome.Failed>(outcome));
        Assert.IsNotType<TrialOutcome.Failed>(outcomes["none"].First());    // on a busy machine its probes may be invalid
        Assert.True(File.Exists(Path.Combine(study.Results, "faults", "report.html")));
        Assert.InRange((await study.UntilNothingRunsAsync()).TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task An_engine_that_is_killed_during_a_probe_is_a_classified_failure_and_the_study_goes_on()
    {
        using var study = await FaultStudy.WriteAsync("none", "{trials: 1}");
        using var running = study.StartTune();
        await study.WaitAsync(events => events.OfType<StudyEvent.LaunchSaw>().Any(saw => saw.Seen is LaunchEvent.Probed));
        Assert.All(study.Engines(), engine => LinuxProcesses.Kill(engine, 9));

        var result = await running.EndAsync();

        Assert.True(result.HasFinished, result.Output + result.Errors);
        var ended = (await study.EventsAsync()).OfType<StudyEvent.LaunchEnded>().Select(end => end.Outcome).ToList();
        Assert.Equal("host_oom", Assert.IsType<TrialOutcome.Failed>(ended[0]).Failure.Name);
        Assert.IsNotType<TrialOutcome.Failed>(ended[1]);
    }

    private static async Task<ILookup<string, TrialOutcome>> OutcomesAsync(FaultStudy study)
    {
        var events = await study.EventsAsync();
        var faults = events.OfType<StudyEvent.TrialAsked>().ToDictionary(asked => asked.Trial, asked => asked.Config.Values["fault"].ToString());
        return events.OfType<StudyEvent.LaunchEnded>().ToLookup(ended => faults[ended.Trial], ended => ended.Outcome);
    }
}
