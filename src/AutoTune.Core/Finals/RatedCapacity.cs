using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Finals;

/// <summary>What is promised of a trial: confirmed at that rate where it was, else the lower 95 % bound of its capacity.</summary>
public static class RatedCapacity
{
    /// <returns>Requests/s; null where the study has no capacity, or none was found.</returns>
    public static double? Of(FinalsPlan plan, StudyHistory history, int trial)
    {
        if (plan.Confirmation is null)
            return null;
        var confirmed = history.Decisions.OfType<FinalsDecision.Confirmed>().LastOrDefault(decision => decision.Trial == trial && decision.Held);
        if (confirmed is not null)
            return confirmed.Rate;
        var estimate = history.Verdict?.Reported.GetValueOrDefault(trial)
            ?? history.Trials[trial].LeastChosen(MetricNames.Capacity);
        return estimate is { Value: > 0 } ? estimate.LowerBound95 : null;
    }
}
