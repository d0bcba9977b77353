using AutoTune.Trials;

namespace AutoTune.Reports.Building;

internal static class FailureSections
{
    public static IReadOnlyList<FailureClassSection> Of(StudyHistory history) =>
    [
        .. history.Trials
            .SelectMany(trial => trial.Launches.Select(launch => launch.Outcome).OfType<TrialOutcome.Failed>().Select(failed => (trial.Number, Failed: failed)))
            .GroupBy(seen => seen.Failed.Failure.Name, StringComparer.Ordinal)
            .Select(group => new FailureClassSection
            {
                Class = group.Key,
                Policy = PolicyInWords(group.First().Failed.Failure.Policy),
                Trials = [.. group.Select(seen => seen.Number).Distinct()],
                Evidence = group.First().Failed.Evidence,
                Learned = group.First().Failed.Failure.Learned is { Length: > 0 } learned ? learned : null,
            }),
    ];

    public static string PolicyInWords(FailurePolicy policy) => policy switch
    {
        FailurePolicy.Infeasible => "infeasible: the search learns it",
        FailurePolicy.Environment => "the surroundings' fault: tried again",
        FailurePolicy.Censored => "proves nothing",
        FailurePolicy.FatalForEngine => "fatal for the engine",
        FailurePolicy.FatalForRun => "fatal for the study",
        _ => "noted",
    };
}
