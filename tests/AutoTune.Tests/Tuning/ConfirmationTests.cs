using AutoTune.Cli.Json;
using AutoTune.Finals;
using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.Tests.Tuning;

public sealed class ConfirmationTests
{
    private static readonly ConfirmationPlan Plan = new(Attainment: 0.9, Window: TimeSpan.FromSeconds(7));

    [Fact]
    public async Task What_holds_is_promised()
    {
        var bench = Bench(attainmentAt: _ => 0.95);

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        var confirmed = Assert.Single(Confirmed(bench));
        Assert.True(confirmed.Held);
        Assert.Equal(confirmed.Rate, await RatedAsync(bench, verdict.Winner!.Value));
    }

    [Fact]
    public async Task What_does_not_hold_is_tried_again_at_a_fifth_less_and_that_is_promised()
    {
        var bench = Bench(attainmentAt: rate => rate < 8 ? 1 : 0.3);

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        var confirmed = Confirmed(bench);
        Assert.Equal([false, false, true], confirmed.Select(decision => decision.Held));
        Assert.Equal(confirmed[0].Rate * 0.64, confirmed[2].Rate, 6);
        Assert.Equal(confirmed[2].Rate, await RatedAsync(bench, verdict.Winner!.Value));
    }

    [Fact]
    public async Task A_configuration_without_any_rate_that_holds_is_none_to_export()
    {
        var nothing = new TrialOutcome.Completed(new(new Dictionary<string, Estimate> { [MetricNames.Capacity] = Estimate.Exact(0) }, new Dictionary<string, Estimate> { ["ttft"] = Estimate.Exact(0.5) }));
        var bench = new TuningBench { Evaluate = (_, _, _) => nothing, Confirmation = Plan };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal((VerdictKind.Infeasible, null), (verdict.Kind, verdict.Winner));
        Assert.Contains("a single stream of trial 0 meets them, and no rate", verdict.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_measured_nobody_knows_what_meets_the_limits()
    {
        var bench = new TuningBench { Evaluate = (_, _, _) => new TrialOutcome.NotMeasured("the client was late"), Confirmation = Plan };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal((VerdictKind.Unmeasured, null), (verdict.Kind, verdict.Winner));
        Assert.Equal("no configuration was measured, the first because: the client was late", verdict.Why);
    }

    [Fact]
    public async Task A_rate_that_was_shown_not_to_hold_is_never_promised()
    {
        var bench = Bench(attainmentAt: _ => 0.3);

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ConfirmationPlan.Attempts, Confirmed(bench).Count);
        var rated = await RatedAsync(bench, verdict.Winner!.Value);
        Assert.True(rated < Confirmed(bench).Min(decision => decision.Rate));
        var history = await StudyHistory.LoadAsync(bench.Store, "s", TestContext.Current.CancellationToken);
        var promise = PromiseDocument.Of(history, bench.Plan().Finals, verdict.Winner!.Value)!;
        Assert.Equal((rated, (bool?)false), (promise.RequestsPerSecond, promise.Held));
        Assert.Contains("itself not tried: ", promise.Sentence, StringComparison.Ordinal);
        Assert.Contains("req/s did not hold", promise.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("capacity_per_gpu", ObjectiveDirection.Maximize)]
    [InlineData("tpot_one_stream", ObjectiveDirection.Minimize)]
    public async Task The_rate_is_the_whole_deployment_s_whatever_the_objective_is(string objective, ObjectiveDirection direction)
    {
        var bench = new TuningBench
        {
            Confirmation = Plan,
            Objective = new(objective, direction),
            Evaluate = (request, _, _) =>
            {
                var slots = request.Config["slots"].Number;
                return new TrialOutcome.Completed(new(
                    new Dictionary<string, Estimate> { ["capacity"] = Estimate.Exact(slots * 2), ["capacity_per_gpu"] = Estimate.Exact(slots), ["tpot_one_stream"] = Estimate.Exact(100 / slots) },
                    new Dictionary<string, Estimate>()));
            },
        };

        var verdict = await bench.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(verdict.Winner!.Value + 4, Assert.Single(Confirmed(bench)).Rate / 2, 9);
    }

    [Theory]
    [InlineData(100.0, null, 35.0)] // five windows
    [InlineData(2.5, null, 41.2)] // 103 requests
    [InlineData(0.5, null, 56.0)] // eight windows at most
    [InlineData(100.0, 30.0, 18.0)] // six tenths of what is left
    [InlineData(100.0, 11.0, null)] // less than one window
    public void The_window_is_long_and_fits_into_the_time_that_is_left(double rate, double? leftSeconds, double? expectedSeconds)
    {
        var window = Plan.WindowAt(rate, leftSeconds is { } left ? TimeSpan.FromSeconds(left) : null);

        Assert.Equal(expectedSeconds, window?.TotalSeconds);
    }

    private static TuningBench Bench(Func<double, double> attainmentAt) => new()
    {
        Confirmation = Plan,
        AttainmentAt = attainmentAt,
        Evaluate = (request, _, _) => new TrialOutcome.Completed(new(
            new Dictionary<string, Estimate> { ["capacity"] = Estimate.Exact(request.Config["slots"].Number) },
            new Dictionary<string, Estimate>())),
    };

    private static List<FinalsDecision.Confirmed> Confirmed(TuningBench bench) =>
        [.. bench.Store.Events.OfType<StudyEvent.FinalsDecided>().Select(decided => decided.Decision).OfType<FinalsDecision.Confirmed>()];

    private static async Task<double?> RatedAsync(TuningBench bench, int trial) =>
        RatedCapacity.Of(bench.Plan().Finals, await StudyHistory.LoadAsync(bench.Store, "s", TestContext.Current.CancellationToken), trial);
}
