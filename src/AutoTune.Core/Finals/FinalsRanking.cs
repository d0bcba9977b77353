using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Finals;

/// <summary>Who takes part in the finals, and who came out best.</summary>
public sealed class FinalsRanking(FinalsPlan plan, StudyHistory history)
{
    /// <summary>ln of a factor of a hundred: beyond it a margin speaks of answers that never came.</summary>
    private static readonly double FurthestShown = Math.Log(100);

    /// <summary>What runs today (trial 0); without one, the vendor default that measured best.</summary>
    public int Baseline()
    {
        if (history.Trials.Count == 0 || history.Trials[0].Origin.Kind == TrialOrigins.Baseline)
            return 0;
        var defaults = history.Trials.Where(trial => trial.Origin.Kind == TrialOrigins.VendorDefault).Select(trial => trial.Number).ToArray();
        return Best(defaults.Where(IsFeasible), LaunchPurpose.Search) ?? 0;
    }

    /// <summary>Feasible trials other than the baseline, best first.</summary>
    public IEnumerable<int> Candidates(int baseline) => history.Trials
        .Where(trial => trial.Number != baseline && IsFeasible(trial.Number) && Searched(trial.Number) is not null)
        .OrderBy(trial => Signed(Searched(trial.Number)!.Value))
        .ThenBy(trial => trial.Number)
        .Select(trial => trial.Number);

    /// <summary>Best on its fresh launch; where none of them was measured again, best of the search.</summary>
    public int BestAgain(IReadOnlyList<int> finalists) =>
        Best(finalists, LaunchPurpose.Remeasure) ?? Best(finalists, LaunchPurpose.Search) ?? finalists[0];

    public bool IsFeasible(int trial) => history.Trials[trial].SearchOutcome is TrialOutcome.Completed { Measurement: var measurement } && Meets(measurement);

    /// <summary>What is exported meets the limits on most of its fresh launches; on its search's, where it has no other.</summary>
    public bool MayBeExported(int trial) => FreshLaunches(trial) is (var met, > 0 and var measured) ? 2 * met > measured : IsFeasible(trial);

    public string WhyNotExported(int trial) => FreshLaunches(trial) is (var met, > 0 and var measured)
        ? $"trial {trial} missed the limits on {measured - met} of {measured} fresh launches"
        : $"trial {trial} missed the limits in the search";

    public bool AnyFeasible() => history.Trials.Any(trial => IsFeasible(trial.Number));

    /// <summary>Of those that were measured, the one that misses its worst limit by least; null where none was measured.</summary>
    public TrialHistory? Nearest() => history.Trials
        .Where(trial => trial.SearchOutcome is TrialOutcome.Completed or TrialOutcome.Pruned && WorstMargin(trial.SearchOutcome) is not null)
        .MaxBy(trial => WorstMargin(trial.SearchOutcome!)!.Value.Margin);

    /// <summary>Which limit binds, and how near the configuration came that is nearest.</summary>
    public static string WhyMissed(TrialHistory nearest)
    {
        var (limit, margin) = WorstMargin(nearest.SearchOutcome!)!.Value;
        if (margin >= 0)
            return $"a single stream of trial {nearest.Number} meets them, and no rate that a window can judge does";
        if (limit == MetricNames.Quality)
            return $"quality binds: the answers of the nearest configuration, trial {nearest.Number}, are {-margin * 100:0.#} % below the floor";
        return margin <= -FurthestShown
            ? $"{limit} binds: of the nearest configuration, trial {nearest.Number}, too many answers did not come at all"
            : $"{limit} binds: the nearest configuration, trial {nearest.Number}, misses it by {(Math.Exp(-margin) - 1) * 100:0} % with a single stream";
    }

    public string WhyNothingWasMeasured()
    {
        var failures = history.Trials.Select(trial => trial.SearchOutcome).OfType<TrialOutcome.Failed>().ToArray();
        if (failures.Length == 0)
            return history.Trials.Select(trial => trial.SearchOutcome).OfType<TrialOutcome.NotMeasured>().FirstOrDefault() is { } first
                ? $"no configuration was measured, the first because: {first.Why}"
                : "no configuration was measured before the time budget ended";
        var classes = failures.GroupBy(failed => failed.Failure.Name).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()} times");
        return $"no configuration could be measured: {failures.Length} of {history.Trials.Count} failed ({string.Join(", ", classes)}), the first with \"{failures[0].Evidence}\"";
    }

    public static Estimate? Value(TrialOutcome outcome, string metric) =>
        outcome is TrialOutcome.Completed { Measurement: var measurement } ? measurement.Metrics.GetValueOrDefault(metric) : null;

    private static (string Limit, double Margin)? WorstMargin(TrialOutcome outcome)
    {
        var margins = outcome switch
        {
            TrialOutcome.Completed completed => completed.Measurement.SloMargins,
            TrialOutcome.Pruned pruned => pruned.Measurement.SloMargins,
            _ => null,
        };
        return margins is null or { Count: 0 } ? null : margins.Select(margin => (margin.Key, margin.Value.Value)).MinBy(margin => margin.Value);
    }

    private (int Met, int Measured) FreshLaunches(int trial)
    {
        var measured = history.Trials[trial].LaunchesFor(LaunchPurpose.Remeasure).Concat(history.Trials[trial].LaunchesFor(LaunchPurpose.Comparison))
            .Select(launch => launch.Outcome).OfType<TrialOutcome.Completed>().ToArray();
        return (measured.Count(outcome => Meets(outcome.Measurement)), measured.Length);
    }

    private Estimate? Searched(int trial) => history.Trials[trial].Metric(plan.Objective.Metric, LaunchPurpose.Search);

    private int? Best(IEnumerable<int> trials, LaunchPurpose purpose)
    {
        var measured = trials
            .Select(trial => (Trial: trial, Value: history.Trials[trial].Metric(plan.Objective.Metric, purpose)))
            .Where(entry => entry.Value is not null).ToArray();
        return measured.Length == 0 ? null : measured.MinBy(entry => Signed(entry.Value!.Value)).Trial;
    }

    private double Signed(double value) => plan.Objective.Direction == ObjectiveDirection.Maximize ? -value : value;

    /// <summary>Where capacity is looked for, none is no configuration to run, whatever a single stream of it does.</summary>
    private bool Meets(TrialMeasurement measurement) =>
        (plan.Confirmation is null || measurement.Metrics.GetValueOrDefault(MetricNames.Capacity) is not { Value: <= 0 })
        && measurement.SloMargins.Values.All(margin => margin.Value >= 0)
        && plan.Constraints.All(bound => measurement.Metrics.TryGetValue(bound.Metric, out var value)
            && !(value.Value < bound.Min) && !(value.Value > bound.Max));
}
