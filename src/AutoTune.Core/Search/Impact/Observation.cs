using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Search.Impact;

/// <param name="Value">Of the objective.</param>
/// <param name="Rank">From 0; equal values share their mean rank.</param>
internal sealed record Observation(ServingConfig Config, double Value, double Rank)
{
    public static IReadOnlyList<Observation> Of(IEnumerable<ViewedTrial> trials, Objective objective)
    {
        var measured = trials
            .Select(trial => (trial.Config, Value: ValueOf(trial.Outcome, objective.Metric)))
            .Where(entry => entry.Value is not null)
            .ToArray();
        return
        [
            .. measured.Select(entry => new Observation(
                entry.Config,
                entry.Value!.Value,
                measured.Count(other => other.Value < entry.Value) + (measured.Count(other => other.Value == entry.Value) - 1) / 2.0)),
        ];
    }

    private static double? ValueOf(TrialOutcome? outcome, string metric)
    {
        var measurement = outcome switch
        {
            TrialOutcome.Completed completed => completed.Measurement,
            TrialOutcome.Pruned pruned => pruned.Measurement,
            _ => null,
        };
        return measurement is not null && measurement.Metrics.TryGetValue(metric, out var estimate) ? estimate.Value : null;
    }
}
