using AutoTune.Judging;
using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.Tests.Judging;

public sealed class StudyRejudgementTests
{
    private static readonly Slo Made = new(TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(40), null, 0.9);

    [Fact]
    public async Task Under_its_own_limits_a_study_is_judged_as_it_was()
    {
        using var study = new SimulatedStudy(Made);
        await study.RunAsync(TestContext.Current.CancellationToken);
        var (before, after) = (await StudyHistory.LoadAsync(study.Store, "s", TestContext.Current.CancellationToken), await JudgeAsync(study, Made));

        Assert.Equal(before.Verdict!.Winner, after.Verdict!.Winner);
        Assert.Equal(before.Verdict.Ratio!.Value, after.Verdict.Ratio!.Value, before.Verdict.Ratio.Value * 0.02);
        Assert.Equal(Figures(before), Figures(after));
    }

    [Theory]
    [InlineData(250, 40, 0.9)]
    [InlineData(400, 30, 0.9)]
    [InlineData(400, 40, 0.97)]
    public async Task Under_other_limits_it_agrees_with_a_study_that_was_made_for_them(int ttft, int tpot, double attainment)
    {
        var other = new Slo(TimeSpan.FromMilliseconds(ttft), TimeSpan.FromMilliseconds(tpot), null, attainment);
        using var made = new SimulatedStudy(Made);
        using var fresh = new SimulatedStudy(other);
        await made.RunAsync(TestContext.Current.CancellationToken);
        await fresh.RunAsync(TestContext.Current.CancellationToken);
        var (judged, expected) = (await JudgeAsync(made, other), await StudyHistory.LoadAsync(fresh.Store, "s", TestContext.Current.CancellationToken));

        Assert.Equal((expected.Verdict!.Kind, expected.Verdict.Winner), (judged.Verdict!.Kind, judged.Verdict.Winner));
        foreach (var trial in new[] { 0, 1 })
        {
            var (again, found) = (Capacity(judged, trial), Capacity(expected, trial));
            Assert.True(again.Low <= found.High && found.Low <= again.High, $"trial {trial}: {again.Low:0.00}–{again.High:0.00} against {found.Low:0.00}–{found.High:0.00}");
        }
    }

    [Fact]
    public async Task Under_looser_limits_what_was_stopped_early_leaves_wide_intervals_that_hold_the_fresh_figures()
    {
        var looser = new Slo(TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(60), null, 0.9);
        using var made = new SimulatedStudy(Made);
        using var fresh = new SimulatedStudy(looser);
        await made.RunAsync(TestContext.Current.CancellationToken);
        await fresh.RunAsync(TestContext.Current.CancellationToken);
        var (judged, expected) = (await JudgeAsync(made, looser), await StudyHistory.LoadAsync(fresh.Store, "s", TestContext.Current.CancellationToken));

        foreach (var trial in new[] { 0, 1 })
        {
            var (again, found) = (Capacity(judged, trial), Capacity(expected, trial));
            Assert.True(again.Low <= found.High && found.Low <= again.High, $"trial {trial}: {again.Low:0.00}–{again.High:0.00} against {found.Low:0.00}–{found.High:0.00}");
        }
    }

    [Fact]
    public async Task Limits_that_one_stream_misses_leave_nothing()
    {
        using var study = new SimulatedStudy(Made);
        await study.RunAsync(TestContext.Current.CancellationToken);
        var judged = await JudgeAsync(study, Made with { Tpot = TimeSpan.FromMilliseconds(2) });

        Assert.Equal((VerdictKind.Infeasible, null), (judged.Verdict!.Kind, judged.Verdict.Winner));
        Assert.Contains("missed the limits", judged.Verdict.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stamps_that_are_gone_are_counted_and_not_used()
    {
        using var study = new SimulatedStudy(Made);
        await study.RunAsync(TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(study.Folder, "probe-0.gz"));
        var rejudgement = new StudyRejudgement(study.Folder, SimulatedStudy.Plan, SimulatedStudy.Context(Made), _ => 0);
        var judged = await rejudgement.JudgeAsync(study.Store.ReadAsync("s", 0, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        Assert.Equal(1, rejudgement.Unreadable);
        Assert.Equal("its stamps cannot be read", judged.Trials[0].Launches[0].Probes.First().WhyInvalid);
    }

    private static Task<StudyHistory> JudgeAsync(SimulatedStudy study, Slo slo) =>
        new StudyRejudgement(study.Folder, SimulatedStudy.Plan, SimulatedStudy.Context(slo), _ => 0).JudgeAsync(study.Store.ReadAsync("s", 0, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    private static Estimate Capacity(StudyHistory history, int trial) => history.Verdict!.Reported[trial];

    private static IEnumerable<(int, int)> Figures(StudyHistory history) =>
        history.Trials.SelectMany(trial => trial.Launches).SelectMany(launch => launch.Probes).Where(probe => probe.WhyInvalid is null).Select(probe => (probe.Met, probe.Requests));
}
