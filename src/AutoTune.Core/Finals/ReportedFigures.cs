using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Finals;

/// <summary>The one figure of a trial that is shown, stored with exports and promised: the comparison's where the finals made one, else that of the launches that chose least.</summary>
/// <param name="verdict">Where it is not recorded yet.</param>
public sealed class ReportedFigures(Objective objective, StudyHistory history, StudyVerdict? verdict = null)
{
    private readonly StudyVerdict? _verdict = verdict ?? history.Verdict;

    /// <returns>Null where no launch of the trial has it.</returns>
    public Estimate? Of(int trial, string metric)
    {
        if (metric == objective.Metric)
            return Compared(trial) ?? history.Trials[trial].LeastChosen(metric);
        return metric == MetricNames.Capacity && objective.Metric == MetricNames.CapacityPerGpu && Compared(trial) is { } perGpu && Gpus(trial) is { } gpus
            ? Scaled(perGpu, gpus)
            : history.Trials[trial].LeastChosen(metric);
    }

    /// <summary>Requests/s of the whole deployment.</summary>
    public Estimate? Capacity(int trial) => Of(trial, MetricNames.Capacity);

    private Estimate? Compared(int trial) => _verdict?.Reported.GetValueOrDefault(trial);

    private double? Gpus(int trial)
    {
        var whole = history.Trials[trial].LeastChosen(MetricNames.Capacity)?.Value;
        var each = history.Trials[trial].LeastChosen(MetricNames.CapacityPerGpu)?.Value;
        return whole is > 0 && each is > 0 ? Math.Round(whole.Value / each.Value) : null;
    }

    private static Estimate Scaled(Estimate estimate, double factor) => estimate with
    {
        Value = estimate.Value * factor,
        StandardError = estimate.Scale == Scale.Log ? estimate.StandardError : estimate.StandardError * factor,
    };
}
