using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Reports.Building;

internal static class FinalsSections
{
    private const string Method =
        "Student's t on logarithms, with the pooled variance of both sides, and never less than what launches say of their own error; the order of the launches cancels a steady drift. "
        + "A pair is added, up to six, as long as it is undecided and time is left. None of these launches chose the finalist.";

    public static FinalsSection? Of(ReportSource source)
    {
        var history = source.History;
        if (history.Decisions.OfType<FinalsDecision.FinalistChosen>().LastOrDefault() is not { } chosen)
            return null;
        var baseline = StudyReportBuilder.BaselineOf(source);
        var metric = source.Plan.Finals.Objective.Metric;
        var compared = history.Decisions.OfType<FinalsDecision.Compared>().LastOrDefault();
        return new()
        {
            Finalist = chosen.Trial,
            Baseline = baseline,
            Metric = metric,
            FoundAgain = [.. history.Decisions.OfType<FinalsDecision.Begun>().SelectMany(begun => begun.Finalists).Distinct().Select(trial => FoundAgain(history.Trials[trial], metric)).OfType<FoundAgain>()],
            Pairs = Pairs(history.Trials[chosen.Trial], history.Trials[baseline], metric),
            Method = Method,
            Ratio = compared?.Ratio is { Scale: Scale.Log } ratio ? TrialFigures.Of(ratio) : null,
            ProbabilityBetter = compared?.ProbabilityBetter,
            Also = [.. history.Decisions.OfType<FinalsDecision.AlsoCompared>().Select(also => new AlsoSection(also.Workload, TrialFigures.Of(also.BaselineValue), TrialFigures.Of(also.FinalistValue), TrialFigures.Of(also.Ratio), also.Excludes))],
            Confirmation = Confirmation(history),
        };
    }

    private static FoundAgain? FoundAgain(TrialHistory trial, string metric) =>
        trial.Metric(metric, LaunchPurpose.Search) is { } searched && trial.Metric(metric, LaunchPurpose.Remeasure) is { } again
            ? new(trial.Number, TrialFigures.Of(searched), TrialFigures.Of(again))
            : null;

    private static IReadOnlyList<LaunchPair> Pairs(TrialHistory finalist, TrialHistory baseline, string metric)
    {
        var pairs = finalist.LaunchesFor(LaunchPurpose.Comparison).Zip(baseline.LaunchesFor(LaunchPurpose.Comparison)).ToArray();
        return
        [
            .. pairs.Index()
                .Select(pair => (Number: pair.Index + 1, Finalist: Value(pair.Item.First, metric), Baseline: Value(pair.Item.Second, metric), First: pair.Item.First.Begun < pair.Item.Second.Begun))
                .Where(pair => pair.Finalist is not null && pair.Baseline is not null)
                .Select(pair => new LaunchPair(pair.Number, pair.First ? PairOrder.FinalistFirst : PairOrder.BaselineFirst, pair.Baseline!.Value, pair.Finalist!.Value)),
        ];
    }

    private static double? Value(LaunchHistory launch, string metric) => Finals.FinalsRanking.Value(launch.Outcome!, metric)?.Value;

    private static ConfirmationSection? Confirmation(StudyHistory history)
    {
        if (history.Decisions.OfType<FinalsDecision.Confirmed>().LastOrDefault() is not { } confirmed)
            return null;
        return new()
        {
            Trial = confirmed.Trial,
            RateRequestsPerSecond = confirmed.Rate,
            DurationSeconds = Math.Round(confirmed.Requests / confirmed.Rate, 1),
            Requests = confirmed.Requests,
            Misses = confirmed.Misses,
            Held = confirmed.Held,
        };
    }
}
