using AutoTune.Search;
using AutoTune.Trials;

namespace AutoTune.Reports.Building;

internal static class FailureSections
{
    public static IReadOnlyList<FailureClassSection> Of(ReportSource source) => Of(source.History, new LearnedFailures(source.Plan.Space, source.Plan.View(source.History).Trials).Lessons);

    private static IReadOnlyList<FailureClassSection> Of(StudyHistory history, IReadOnlyList<FailureLesson> lessons) =>
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
                NotTried = lessons.Where(lesson => lesson.Class == group.Key).Select(lesson => lesson.Text).Distinct().ToArray() is { Length: > 0 } texts ? texts : null,
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
