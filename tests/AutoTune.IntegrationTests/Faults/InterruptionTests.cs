using System.Diagnostics;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.IntegrationTests.Faults;

[Collection(FaultStudy.OneAtATime)]
public sealed class InterruptionTests
{
    private const int Kills = 5;

    /// <summary>Time ends it, so that the whole takes little more than the killed runs.</summary>
    private const string Budget = "{time: 40s, trials: 12}";

    [Fact]
    public async Task One_interruption_stops_cleanly_and_resume_repeats_nothing()
    {
        using var study = await FaultStudy.WriteAsync("none, slow-start", "{time: 15s, trials: 2}");
        using var running = study.StartTune();
        await study.WaitAsync(events => events.OfType<StudyEvent.LaunchEnded>().Any());
        running.Interrupt();

        var stopped = await running.EndAsync();
        Assert.True(stopped.ExitCode == 130, stopped.Output + stopped.Errors);
        Assert.Contains("autotune resume faults", stopped.Errors, StringComparison.Ordinal);
        Assert.InRange((await study.UntilNothingRunsAsync()).TotalSeconds, 0, 10);
        var before = await study.EndedAsync();

        var resumed = await study.ResumeAsync();
        Assert.True(resumed.HasFinished, resumed.Output + resumed.Errors);
        await AssertNothingLostOrRepeatedAsync(study, before);

        var again = await study.TuneAsync();
        Assert.True(again.ExitCode == resumed.ExitCode, again.Output + again.Errors);
        var other = await study.TuneAsync("--seed", "99");
        Assert.Equal(2, other.ExitCode);
        Assert.Contains("--name", other.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_interruptions_end_it_at_once_and_leave_nothing()
    {
        using var study = await FaultStudy.WriteAsync("none", "{trials: 1}");
        using var running = study.StartTune();
        await study.WaitAsync(events => events.OfType<StudyEvent.LaunchSaw>().Any());
        var watch = Stopwatch.StartNew();
        running.Interrupt();
        await Task.Delay(30);
        running.Interrupt();

        var stopped = await running.EndAsync();
        Assert.Equal(130, stopped.ExitCode);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
        Assert.InRange((await study.UntilNothingRunsAsync()).TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task A_kill_at_any_moment_loses_no_finished_launch_repeats_none_and_leaves_nothing()
    {
        using var study = await FaultStudy.WriteAsync("none, die-at-start, die-after", Budget, more: "seed: 3");
        IReadOnlyList<(int, int)> before = [];
        ulong draw = 7;
        for (var kill = 0; kill < Kills; kill++)
        {
            draw = draw * 6364136223846793005UL + 1442695040888963407UL;
            using var running = kill == 0 ? study.StartTune() : study.Start("tune", study.File, "--results", study.Results);
            if (kill > 0)
                await study.WaitAsync(events => events.OfType<StudyEvent.LaunchEnded>().Count() >= kill);
            await Task.Delay((int)((draw >> 33) % 2000));
            running.Kill();
            var gone = await study.UntilNothingRunsAsync();
            Assert.InRange(gone.TotalSeconds, 0, 10);
            TestContext.Current.TestOutputHelper?.WriteLine($"kill {kill}: {(await study.EndedAsync()).Count} launches ended, nothing runs after {gone.TotalSeconds:0.0} s");
            await AssertNothingLostOrRepeatedAsync(study, before);
            before = await study.EndedAsync();
        }

        var finished = await study.TuneAsync();
        Assert.True(finished.HasFinished, finished.Output + finished.Errors);
        await AssertNothingLostOrRepeatedAsync(study, before);
        Assert.NotEmpty(before);
        Assert.InRange((await study.UntilNothingRunsAsync()).TotalSeconds, 0, 10);
    }

    private static async Task AssertNothingLostOrRepeatedAsync(FaultStudy study, IReadOnlyList<(int Trial, int Launch)> before)
    {
        var after = await study.EndedAsync();
        Assert.Equal(before, after.Take(before.Count));
        Assert.Equal(after.Distinct(), after);
        var begun = (await study.EventsAsync()).OfType<StudyEvent.LaunchBegun>().Select(one => (one.Trial, one.Launch)).ToList();
        Assert.Empty(after.Except(begun));    // a launch that was cut off begins again under its number, and ends once
    }
}
