using AutoTune.Metrics;
using AutoTune.Search;
using AutoTune.Search.Selection;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.Tests.Search.Selection;

public sealed class PopulationTests
{
    private static readonly SearchSpace Space = TestSpaces.TwoEngines();

    [Fact]
    public void Feasible_comes_before_infeasible_and_crashes_come_last() => Assert.Equal(
        [4, 3, 0, 2, 1],
        Order(TestSpaces.Completed(9, margin: -0.3), TestSpaces.Failed(), TestSpaces.Completed(0, margin: -0.5), TestSpaces.Completed(1), TestSpaces.Completed(2)));

    [Fact]
    public void Of_two_fronts_the_better_comes_first_and_within_one_the_lonelier() => Assert.Equal(
        [0, 3, 2, 1, 4],
        Order(TestSpaces.Completed(10, tpot: 10), TestSpaces.Completed(6, tpot: 6), TestSpaces.Completed(5, tpot: 5.5), TestSpaces.Completed(1, tpot: 1), TestSpaces.Completed(1, tpot: 10)));

    [Fact]
    public void What_says_nothing_about_its_configuration_is_not_ranked() => Assert.Equal(
        [3],
        Order(
            outcomes:
            [
                null,
                new TrialOutcome.NotMeasured("late client"),
                TestSpaces.Failed(FailurePolicy.Environment),
                TestSpaces.Completed(1),
                TestSpaces.Failed(FailurePolicy.Censored),
            ]));

    [Fact]
    public void A_pruned_trial_counts_with_its_measurement() => Assert.Equal(
        [1, 0, 2],
        Order(TestSpaces.Completed(2), new TrialOutcome.Pruned("cannot win", TestSpaces.Measurement(3, 10, 1)), TestSpaces.Completed(1)));

    [Fact]
    public void A_missing_objective_is_worse_than_any_violation_and_better_than_a_crash() => Assert.Equal(
        [2, 0, 1],
        Order(new TrialOutcome.Completed(new(new Dictionary<string, Estimate>(), new Dictionary<string, Estimate>())), TestSpaces.Failed(), TestSpaces.Completed(1, margin: -9)));

    [Fact]
    public void Violations_of_metric_constraints_are_relative_to_their_bound()
    {
        var outcome = TestSpaces.Completed(capacity: 5, tpot: 12);
        MetricConstraint[] constraints = [new(MetricNames.TpotOneStream, Min: null, Max: 10), new(MetricNames.Capacity, Min: 10, Max: null)];
        var standing = Assert.IsType<Standing.Infeasible>(Standing.Of(outcome, TestSpaces.Objectives, constraints));
        Assert.Equal(0.2 + 0.5, standing.Violation, 12);
        Assert.IsType<Standing.Feasible>(Standing.Of(outcome, TestSpaces.Objectives, [new(MetricNames.TpotOneStream, Min: 12, Max: 12)]));
    }

    [Fact]
    public void The_front_holds_the_feasible_trials_that_none_dominates_best_capacity_first()
    {
        ViewedTrial[] trials = [.. Trials(TestSpaces.Completed(1, tpot: 1), TestSpaces.Completed(9, tpot: 9), TestSpaces.Completed(8, tpot: 9), TestSpaces.Completed(20, tpot: 1, margin: -1), null)];
        Assert.Equal([1, 0], ParetoFront.Of(trials, TestSpaces.Objectives, []).Select(trial => trial.Number));
        Assert.Equal([1], ParetoFront.Of(trials, [TestSpaces.Objectives[0]], []).Select(trial => trial.Number));
    }

    private static IEnumerable<int> Order(params TrialOutcome?[] outcomes) =>
        Population.Ranked(TestSpaces.View(Space, [.. Trials(outcomes)])).Select(ranked => ranked.Trial.Number);

    private static IEnumerable<ViewedTrial> Trials(params TrialOutcome?[] outcomes) =>
        outcomes.Select((outcome, number) => TestSpaces.Trial(number, Space.Branches[0].VendorDefault(), outcome));
}
