using AutoTune.Finals;
using AutoTune.Metrics;
using AutoTune.Preflight;
using AutoTune.Trials;

namespace AutoTune.Reports.Building;

/// <summary>Which figure of a trial is shown where.</summary>
internal sealed class TrialFigures(TuningPlan plan, StudyHistory history)
{
    /// <summary>What the search saw: the table and the charts compare like with like.</summary>
    public static Dictionary<string, Metric> Searched(TrialHistory trial) => All(trial, name => trial.SearchOutcome switch
    {
        TrialOutcome.Completed => trial.Metric(name, LaunchPurpose.Search),
        TrialOutcome.Pruned pruned => pruned.Measurement.Metrics.GetValueOrDefault(name),
        _ => null,
    });

    public Standing Standing(int number)
    {
        var trial = history.Trials[number];
        var reported = new ReportedFigures(plan.Finals.Objective, history);
        var metrics = All(trial, name => reported.Of(number, name));
        return new() { Trial = number, Metrics = metrics, RatedCapacityRequestsPerSecond = RatedCapacity.Of(plan.Finals, history, number) };
    }

    public static Metric Of(Estimate estimate) => estimate.StandardError == 0
        ? new(estimate.Value, estimate.Value, estimate.Value, estimate.Launches)
        : new(estimate.Value, estimate.Low, estimate.High, estimate.Launches);

    private static Dictionary<string, Metric> All(TrialHistory trial, Func<string, Estimate?> figure)
    {
        var metrics = new Dictionary<string, Metric>();
        foreach (var name in Names(trial))
            if (figure(name) is { } estimate)
                metrics[name] = Of(estimate);
        return metrics;
    }

    private static IEnumerable<string> Names(TrialHistory trial) => trial.Launches
        .SelectMany(launch => launch.Outcome switch
        {
            TrialOutcome.Completed completed => completed.Measurement.Metrics.Keys,
            TrialOutcome.Pruned pruned => pruned.Measurement.Metrics.Keys,
            _ => [],
        })
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);
}
