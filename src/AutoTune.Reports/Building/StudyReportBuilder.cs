using AutoTune.Finals;
using AutoTune.Metrics;
using AutoTune.Search.Selection;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Reports.Building;

/// <summary>Makes the report of a study from its history.</summary>
public static class StudyReportBuilder
{
    public static StudyReport Build(ReportSource source)
    {
        var (plan, history) = (source.Plan, source.History);
        var figures = new TrialFigures(plan, history);
        var winner = WinnerOf(source);
        return new()
        {
            GeneratedAt = source.GeneratedAt,
            Study = StudySections.Of(source),
            Metrics = MetricDescriptions.Of(plan, history),
            Verdict = VerdictSections.Of(source),
            Baseline = history.Trials.Count == 0 ? null : figures.Standing(BaselineOf(source)),
            Winner = winner is { } best ? figures.Standing(best) : null,
            PrecisionShare = PrecisionShares.Of(source, BaselineOf(source)),
            Caveats = Caveats.Of(source, winner),
            TrialCounts = Counts(history),
            Cost = new() { EngineSeconds = history.EngineSeconds, ElapsedSeconds = history.ActiveTime.TotalSeconds },
            NextSteps = source.NextSteps,
            ParetoFront = [.. ParetoFront.Of(plan.View(history).Trials, plan.Study.Objectives, plan.Study.Constraints).Select(trial => trial.Number)],
            Parameters = ParameterSections.Of(plan.Space),
            Trials = [.. history.Trials.Select(trial => TrialSections.Of(trial, source))],
            Finals = FinalsSections.Of(source),
            Failures = FailureSections.Of(source),
            Environment = EnvironmentSections.Of(source),
        };
    }

    internal static int BaselineOf(ReportSource source) =>
        source.History.Verdict?.Baseline ?? new FinalsRanking(source.Plan.Finals, source.History).Baseline();

    /// <summary>Before the end: the best so far.</summary>
    private static int? WinnerOf(ReportSource source)
    {
        var history = source.History;
        if (history.Verdict is { } verdict)
            return verdict.Winner;
        if (history.Trials.Count == 0)
            return null;
        var ranking = new FinalsRanking(source.Plan.Finals, history);
        var baseline = ranking.Baseline();
        var best = ranking.Candidates(baseline).Select(trial => (int?)trial).FirstOrDefault();
        if (best is null || !ranking.IsFeasible(baseline))
            return best ?? (ranking.IsFeasible(baseline) ? baseline : null);
        var metric = source.Plan.Finals.Objective;
        var (candidate, todays) = (Searched(history, best.Value, metric), Searched(history, baseline, metric));
        return metric.Direction == ObjectiveDirection.Maximize == candidate > todays ? best : baseline;
    }

    private static double Searched(StudyHistory history, int trial, Studies.Objective objective) =>
        history.Trials[trial].Metric(objective.Metric, LaunchPurpose.Search)?.Value ?? double.NaN;

    private static TrialCounts Counts(StudyHistory history)
    {
        var outcomes = history.Trials.Select(trial => trial.SearchOutcome).ToArray();
        return new()
        {
            Asked = outcomes.Length,
            Completed = outcomes.OfType<TrialOutcome.Completed>().Count(),
            Pruned = outcomes.OfType<TrialOutcome.Pruned>().Count(),
            Failed = outcomes.OfType<TrialOutcome.Failed>().Count(),
            NotMeasured = outcomes.OfType<TrialOutcome.NotMeasured>().Count(),
        };
    }
}
