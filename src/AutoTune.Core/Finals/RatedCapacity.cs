using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Finals;

/// <summary>What is promised of a trial: confirmed at that rate where it was, below every rate that was tried and did not hold, else what a further launch has with 95 % confidence.</summary>
public static class RatedCapacity
{
    /// <returns>Requests/s; null where the study has no capacity, or none was found.</returns>
    public static double? Of(FinalsPlan plan, StudyHistory history, int trial)
    {
        if (plan.Confirmation is null)
            return null;
        var asked = history.Decisions.OfType<FinalsDecision.Confirmed>().Where(decision => decision.Trial == trial).ToArray();
        if (asked.LastOrDefault(decision => decision.Held) is { } confirmed)
            return confirmed.Rate;
        if (asked.Length > 0)
            return asked.Min(decision => decision.Rate) * ConfirmationPlan.StepDown;
        return new ReportedFigures(plan.Objective, history).Capacity(trial) is { Value: > 0 } capacity ? capacity.NextLaunchLowerBound95 : null;
    }
}
