using AutoTune.Metrics;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.Tests.Tuning;

public sealed class TunerTests
{
    private static readonly FailureClass OutOfMemory = new("oom_kv", FailurePolicy.Infeasible, Retry.No, "less KV");
    private static readonly FailureClass Network = new("network", FailurePolicy.Environment, Retry.Yes, "");
    private static readonly FailureClass DiskFull = new("disk_full", FailurePolicy.FatalForRun, Retry.No, "free some disk");

    [Fact]
    public async Task The_baseline_is_trial_0_and_the_better_configuration_replaces_it()
    {
        var bench = new TuningBench { Evaluate = (request, _, _) => Measured(Slots(request)) };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(VerdictKind.Replaced, verdict.Kind);
        Assert.Equal(0, verdict.Baseline);
        Assert.Equal(7, verdict.Winner);
        Assert.Equal(11.0 / 4, verdict.Ratio!.Value, 9);
        Assert.Equal(1, verdict.ProbabilityBetter);
        Assert.Equal(TuningBench.Slots(4).Key, bench.Evaluated[0].Config.Key);
    }

    [Fact]
    public async Task What_cannot_be_told_from_the_baseline_does_not_replace_it()
    {
        var bench = new TuningBench { Evaluate = (request, _, _) => Measured(10 * (1 + 0.2 * Noise(request))) };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(VerdictKind.Kept, verdict.Kind);
        Assert.Equal(0, verdict.Winner);
        Assert.InRange(verdict.ProbabilityBetter!.Value, 0, 0.975);
    }

    [Fact]
    public async Task Reported_figures_come_from_the_comparison_alone()
    {
        var bench = new TuningBench { Evaluate = (request, _, _) => Measured(request.Launch == 1 ? 100 + Slots(request) : Slots(request)) };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(4, verdict.Reported[0].Value, 6);
        Assert.InRange(verdict.Reported[verdict.Winner!.Value].Value, 4.99, 11.01);
    }

    [Fact]
    public async Task Comparison_launches_alternate_in_ABBA_order()
    {
        var bench = new TuningBench { Evaluate = (request, _, _) => Measured(Slots(request)) };

        await bench.RunAsync(TestContext.Current.CancellationToken);

        var compared = bench.Store.Events.OfType<StudyEvent.LaunchBegun>().Where(begun => begun.Purpose == LaunchPurpose.Comparison).Select(begun => begun.Trial);
        Assert.Equal([7, 0, 0, 7, 7, 0], compared);
    }

    [Theory]
    [InlineData(0.95, VerdictKind.Replaced, "trial 7 is better in 3 pairs of fresh launches")]
    [InlineData(0.85, VerdictKind.Kept, "trial 7 is better on the study's own workload, and has only 85 % of the baseline's figure on 'long prompts'")]
    public async Task A_finalist_that_loses_more_than_the_margin_on_another_workload_does_not_replace_the_baseline(double ratio, VerdictKind kind, string why)
    {
        var bench = new TuningBench
        {
            Also = [new("long prompts", Margin: 0.1)],
            Evaluate = (request, _, _) => Measured(request.Goal is Goal.FindCapacity { Workload: "long prompts" } ? (request.Trial == 0 ? 20 : 20 * ratio) : Slots(request)),
        };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal((kind, why), (verdict.Kind, verdict.Why));
        var compared = Assert.Single(bench.Store.Events.OfType<StudyEvent.FinalsDecided>().Select(decided => decided.Decision).OfType<FinalsDecision.AlsoCompared>());
        Assert.Equal(ratio, compared.Ratio.Value, 9);
        // Only these two were measured on it, once each.
        Assert.Equal([0, 7], bench.Store.Events.OfType<StudyEvent.LaunchBegun>().Where(begun => begun.Purpose == LaunchPurpose.Also).Select(begun => begun.Trial));
        Assert.Equal(4, verdict.Reported[0].Value, 6);
    }

    [Fact]
    public async Task A_finalist_that_would_not_win_anyway_is_not_measured_elsewhere()
    {
        var bench = new TuningBench { Also = [new("long prompts", Margin: 0.1)], Evaluate = (_, _, _) => Measured(4) };

        await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain(bench.Store.Events.OfType<StudyEvent.LaunchBegun>(), begun => begun.Purpose == LaunchPurpose.Also);
    }

    [Fact]
    public async Task An_undecided_comparison_gets_further_pairs_and_a_decided_one_none()
    {
        // About 10 % better; launches differ by 4 %.
        double[] wobble = [1.04, 0.96, 1.0, 1.04, 0.96, 1.0];
        TuningBench Bench(double gain) => new()
        {
            Evaluate = (request, _, _) => Measured((request.Trial == 7 ? 1 + gain : request.Trial == 0 ? 1 : 0.5) * wobble[request.Launch % 6]),
        };
        var (undecided, decided, hopeless) = (Bench(0.09), Bench(0.5), Bench(0.001));

        var verdict = await undecided.RunAsync(TestContext.Current.CancellationToken);
        await decided.RunAsync(TestContext.Current.CancellationToken);
        await hopeless.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(VerdictKind.Replaced, verdict.Kind);
        Assert.InRange(Comparisons(undecided), 8, 12);
        Assert.Equal(6, Comparisons(decided));
        Assert.Equal(6, Comparisons(hopeless));

        static int Comparisons(TuningBench bench) => bench.Store.Events.OfType<StudyEvent.LaunchBegun>().Count(begun => begun.Purpose == LaunchPurpose.Comparison);
    }

    [Fact]
    public async Task Failures_are_data_and_the_study_goes_on()
    {
        var bench = new TuningBench { Evaluate = (request, _, _) => request.Trial % 2 == 1 ? new TrialOutcome.Failed(OutOfMemory, "no room") : Measured(Slots(request)) };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(6, verdict.Winner);
        Assert.Equal(8, bench.Store.Events.OfType<StudyEvent.TrialAsked>().Count());
    }

    [Fact]
    public async Task A_failure_of_the_surroundings_is_tried_again_without_costing_a_trial()
    {
        var bench = new TuningBench { Evaluate = (request, _, _) => request is { Trial: 2, Launch: < 3 } ? new TrialOutcome.Failed(Network, "reset") : Measured(Slots(request)) };

        await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, bench.Evaluated.Count(request => request.Trial == 2));
        Assert.Equal(8, bench.Store.Events.OfType<StudyEvent.TrialAsked>().Count());
    }

    [Fact]
    public async Task A_failure_that_every_trial_would_meet_stops_the_study_and_that_trial_runs_again_on_resume()
    {
        var full = true;
        var bench = new TuningBench { Evaluate = (request, _, _) => request.Trial == 2 && full ? new TrialOutcome.Failed(DiskFull, "no space left") : Measured(Slots(request)) };

        var stopped = await Assert.ThrowsAsync<StudyStoppedException>(() => bench.RunAsync(TestContext.Current.CancellationToken));
        full = false;
        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Contains("no space left", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(7, verdict.Winner);
        Assert.Equal(2, bench.Evaluated.Count(request => request.Trial == 2));
    }

    [Fact]
    public async Task Without_any_feasible_configuration_the_verdict_names_the_limit_that_binds()
    {
        var bench = new TuningBench { Evaluate = (_, _, _) => Missed() };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(VerdictKind.Infeasible, verdict.Kind);
        Assert.Null(verdict.Winner);
        Assert.Contains("tpot binds", verdict.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, VerdictKind.Infeasible, "trial 0 missed the limits on 3 of 3 fresh launches; trial 7 missed the limits on 3 of 4 fresh launches")]
    [InlineData(true, false, VerdictKind.Replaced, "trial 7 is better in 3 pairs of fresh launches")]
    [InlineData(false, true, VerdictKind.Kept, "trial 7 is worse in 3 pairs of fresh launches")]
    public async Task What_misses_the_limits_on_its_fresh_launches_is_never_exported(bool baselineMisses, bool finalistMisses, VerdictKind kind, string why)
    {
        TuningBench bench = null!;
        bench = new TuningBench
        {
            Confirmation = new(0.9, TimeSpan.FromSeconds(8)),
            Evaluate = (request, _, _) => bench.Purpose == LaunchPurpose.Comparison && (request.Trial == 0 ? baselineMisses : finalistMisses) ? Missed() : Measured(Slots(request)),
        };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal((kind, why), (verdict.Kind, verdict.Why));
        Assert.Equal(kind == VerdictKind.Infeasible, verdict.Winner is null);
        Assert.All(verdict.Reported.Values, figure => Assert.True(figure.Low >= 0));
    }

    [Fact]
    public async Task A_baseline_that_misses_the_limits_gives_way_where_no_difference_can_be_shown()
    {
        var launches = new Dictionary<int, int>();
        TuningBench bench = null!;
        bench = new TuningBench
        {
            MostPairs = 3,
            Evaluate = (request, _, _) =>
            {
                if (bench.Purpose != LaunchPurpose.Comparison)
                    return Measured(Slots(request));
                var launch = launches[request.Trial] = launches.GetValueOrDefault(request.Trial) + 1;
                var misses = request.Trial == 0 ? launch != 2 : launch == 1;
                return misses ? Missed() : Measured(5);
            },
        };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.True(verdict.ProbabilityBetter < 0.975);
        Assert.Equal((VerdictKind.Replaced, 7), (verdict.Kind, verdict.Winner));
        Assert.Equal("trial 0 missed the limits on 2 of 3 fresh launches; trial 7 meets them", verdict.Why);
    }

    [Fact]
    public async Task The_time_budget_is_a_hard_end_and_the_finals_are_reserved_out_of_it()
    {
        var bench = new TuningBench
        {
            Budget = new(TimeSpan.FromMinutes(20), null),
            Evaluate = (request, clock, _) =>
            {
                clock.Advance(TimeSpan.FromMinutes(1));
                return Measured(Slots(request));
            },
        };
        var begun = bench.Clock.GetUtcNow();

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(VerdictKind.Replaced, verdict.Kind);
        Assert.InRange(bench.Clock.GetUtcNow() - begun, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(20));
        Assert.Equal(3, bench.Store.Events.OfType<StudyEvent.FinalsDecided>().Select(decided => decided.Decision).OfType<FinalsDecision.Compared>().Single().Pairs);
    }

    [Fact]
    public async Task A_launch_that_runs_into_the_end_of_the_budget_is_cut_off_and_recorded()
    {
        var bench = new TuningBench
        {
            Budget = new(TimeSpan.FromMinutes(10), null),
            Evaluate = (request, clock, ct) =>
            {
                clock.Advance(TimeSpan.FromMinutes(request.Trial == 3 ? 60 : 1));
                ct.ThrowIfCancellationRequested();
                return Measured(Slots(request));
            },
        };

        await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Contains(bench.Store.Events.OfType<StudyEvent.LaunchEnded>(), ended => ended.Outcome is TrialOutcome.NotMeasured { Why: "the time budget ended at: evaluating" });
    }

    [Fact]
    public async Task A_crash_before_any_event_resumes_to_exactly_the_study_that_an_unbroken_run_gives()
    {
        var unbroken = new TuningBench { Evaluate = (request, _, _) => Measured(Slots(request) * (1 + 0.05 * Noise(request))) };
        var expected = await unbroken.RunAsync(TestContext.Current.CancellationToken);
        for (var crashAt = 2; crashAt <= unbroken.Store.Events.Count; crashAt++)
        {
            var broken = new TuningBench { Evaluate = unbroken.Evaluate };
            broken.Store.CrashAt = crashAt;
            await Assert.ThrowsAsync<CrashedException>(() => broken.RunAsync(TestContext.Current.CancellationToken));
            broken.Store.CrashAt = int.MaxValue;

            var verdict = await broken.RunAsync(TestContext.Current.CancellationToken);

            Assert.Equal(expected.Winner, verdict.Winner);
            Assert.Equal(expected.Ratio, verdict.Ratio);
            Assert.Equal(Asked(unbroken), Asked(broken));
            Assert.Equal(Ended(unbroken), Ended(broken));
        }
    }

    [Fact]
    public async Task A_finished_study_answers_at_once()
    {
        var bench = new TuningBench { Evaluate = (request, _, _) => Measured(Slots(request)) };
        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);
        var evaluations = bench.Evaluated.Count;

        Assert.Equal(verdict.Winner, (await bench.RunAsync(TestContext.Current.CancellationToken)).Winner);
        Assert.Equal(evaluations, bench.Evaluated.Count);
    }

    [Fact]
    public async Task Without_a_baseline_the_best_vendor_default_takes_its_place()
    {
        var bench = new TuningBench { HasBaseline = false, Evaluate = (request, _, _) => Measured(Slots(request)) };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, verdict.Baseline);
        Assert.Equal(VerdictKind.Replaced, verdict.Kind);
    }

    private static string[] Asked(TuningBench bench) => [.. bench.Store.Events.OfType<StudyEvent.TrialAsked>().Select(asked => $"{asked.Trial} {asked.Config.Key}")];

    private static string[] Ended(TuningBench bench) =>
        [.. bench.Store.Events.OfType<StudyEvent.LaunchEnded>().Select(ended => $"{ended.Trial}/{ended.Launch} {((TrialOutcome.Completed)ended.Outcome).Measurement.Metrics["capacity"].Value}")];

    private static double Slots(TrialRequest request) => request.Config["slots"].Number;

    /// <summary>Between −1 and 1, a function of the launch's own seed.</summary>
    private static double Noise(TrialRequest request) => request.Seed % 1000 / 500.0 - 1;

    private static TrialOutcome Measured(double capacity) =>
        new TrialOutcome.Completed(new(new Dictionary<string, Estimate> { ["capacity"] = Estimate.Exact(capacity) }, new Dictionary<string, Estimate>()));

    /// <summary>A single stream misses its TPOT.</summary>
    private static TrialOutcome Missed() => new TrialOutcome.Completed(new(
        new Dictionary<string, Estimate> { ["capacity"] = Estimate.Exact(0) },
        new Dictionary<string, Estimate> { ["ttft"] = Estimate.Exact(0.5), ["tpot"] = Estimate.Exact(-0.2) }));
}
