namespace AutoTune.Reports;

/// <summary>The study's answer in words: the one place that composes them, for the command line and the page.</summary>
public static class VerdictSentence
{
    /// <summary>Headline and explanation in one text.</summary>
    public static string For(StudyReport report) => $"{Headline(report)}. {Explanation(report)}";

    /// <summary>A few words without a full stop, such as "Replace the baseline with trial 17".</summary>
    public static string Headline(StudyReport report) => report switch
    {
        { Verdict: { Kind: VerdictKind.Replaced, Finalist: { } finalist } } => $"Replace the baseline with trial {finalist}",
        { Verdict.Kind: VerdictKind.Replaced, Winner: { } winner } => $"Replace the baseline with trial {winner.Trial}",
        { Verdict.Kind: VerdictKind.Kept } => "Baseline kept",
        { Verdict.Kind: VerdictKind.Infeasible } => report.Study.Slo is null ? "No configuration meets the constraints" : "No configuration meets the SLO",
        { Verdict.Kind: VerdictKind.Unmeasured } => "No verdict: nothing was measured",
        { Study.State: StudyState.Failed } => "The study failed before a verdict",
        { Winner: { } winner } => winner.Trial == report.Baseline?.Trial ? "So far the baseline leads" : $"So far trial {winner.Trial} leads",
        _ => "Nothing measured yet",
    };

    /// <summary>Why, how sure, under which SLO, at what cost.</summary>
    public static string Explanation(StudyReport report)
    {
        var answer = report.Verdict switch
        {
            { Kind: VerdictKind.Replaced } verdict => Replaced(report, verdict),
            { Kind: VerdictKind.Kept } verdict => Kept(report, verdict),
            { Kind: VerdictKind.Infeasible } verdict => Infeasible(report, verdict),
            { Kind: VerdictKind.Unmeasured, Why: { } why } => Sentence(why),
            _ => SoFar(report),
        };
        return report.TrialCounts.Asked == 0 ? answer : $"{answer} {Cost(report)}";
    }

    private static string Replaced(StudyReport report, VerdictSection verdict)
    {
        var promise = report.Winner?.RatedCapacityRequestsPerSecond is { } rated
            ? $" {Figures.Number(rated)} req/s is its rated capacity, the rate to promise: {Confirmed(report)}."
            : "";
        return verdict.Ratio is { } ratio
            ? $"It has {Figures.Number(ratio.Value)} × the baseline's {Primary(report).Label} (95 % interval {Figures.Interval(ratio)}{Probability(verdict)}){Under(report)}.{promise}"
            : $"It beat the baseline in every paired launch{Under(report)}.{promise}";
    }

    private static string Confirmed(StudyReport report) => report.Finals?.Confirmation switch
    {
        { Held: true } held => $"held for {Figures.Duration(held.DurationSeconds)}, with {held.Misses} of {held.Requests} requests outside the SLO",
        { Held: false } => "below what was tried and did not hold, and itself not tried",
        _ => "exceeded with 95 % confidence, and not tried on its own",
    };

    private static string Kept(StudyReport report, VerdictSection verdict)
    {
        if (verdict is not { Ratio: { } ratio, Finalist: { } finalist })
        {
            return $"{Sentence(verdict.Why ?? "no candidate was better in the search")}";
        }

        var measured = $"Trial {finalist} has {Figures.Number(ratio.Value)} × the baseline's {Primary(report).Label}{Under(report)}, but";
        var interval = $"95 % interval {Figures.Interval(ratio)}{Probability(verdict)}";
        return verdict.Why is { } why ? $"{measured} {Unstopped(why)} ({interval})."
            : ratio is { Low: <= 1, High: >= 1 } ? $"{measured} 1 is inside the interval ({interval}; more than 97.5 % is asked for): no difference that these launches can show."
            : $"{measured} that is not better ({interval}).";
    }

    private static string Infeasible(StudyReport report, VerdictSection verdict)
    {
        var limits = report.Study.Slo ?? string.Join(" and ", report.Study.Constraints);
        var binding = verdict.BindingLimit is { } limit ? $"; {limit} is the limit that binds" : "";
        var nearest = verdict.NearestTrial is { } trial
            ? $" Nearest is trial {trial}{(verdict.NearestMargin is { } margin ? $": {Unstopped(margin)}" : "")}."
            : "";
        return $"None of {Figures.Count(report.TrialCounts.Asked, "trial", "trials")} held {limits}{binding}.{nearest}";
    }

    private static string SoFar(StudyReport report)
    {
        if (report.Winner is not { } best || !best.Metrics.TryGetValue(Primary(report).Name, out var value))
        {
            return $"No trial has completed{Under(report)}; {Ending(report)}.";
        }

        var of = Figures.WithUnit(value.Value, Primary(report).Unit);
        var baseline = report.Baseline is { } standing && standing.Trial != best.Trial && standing.Metrics.TryGetValue(Primary(report).Name, out var today)
            ? $", the baseline {Figures.WithUnit(today.Value, Primary(report).Unit)} ({Figures.Interval(today)})"
            : "";
        return $"Its {Primary(report).Label} is {of} ({Figures.Interval(value)}){baseline}{Under(report)}; {Ending(report)}.";
    }

    private static string Ending(StudyReport report) => report.Study.State switch
    {
        StudyState.Running when report.Winner is null => "the study is running",
        StudyState.Running => "the study is running, and figures that chose a leader flatter it: the verdict comes from the finals",
        StudyState.Interrupted => "the study was interrupted before the finals, so there is no verdict",
        StudyState.Failed => "the study failed before the finals, so there is no verdict",
        _ => "the budget was spent before the finals, so there is no verdict",
    };

    private static string Cost(StudyReport report)
    {
        var trials = Figures.Count(report.TrialCounts.Asked, "trial", "trials");
        return report.Study.Served
            ? $"Cost: {Figures.Duration(report.Cost.EngineSeconds)} of engine time over {trials}."
            : $"Cost: {Figures.Duration(report.Cost.ElapsedSeconds)} over {trials}.";
    }

    private static string Probability(VerdictSection verdict) =>
        verdict.ProbabilityBetter is { } p ? $", P(better) {Figures.Percent(p)}" : "";

    private static string Under(StudyReport report) => report.Study.Slo is { } slo ? $" under {slo}"
        : report.Study.Constraints.Count > 0 ? $" under {string.Join(" and ", report.Study.Constraints)}"
        : "";

    private static string Unstopped(string text) => text.TrimEnd('.');

    private static string Sentence(string text) => text.Length == 0 ? text : $"{char.ToUpperInvariant(text[0])}{text[1..].TrimEnd('.')}.";

    internal static MetricDescription Primary(StudyReport report)
    {
        var name = report.Study.Objectives[0].Metric;
        return report.Metrics.FirstOrDefault(metric => metric.Name == name)
            ?? new MetricDescription(name, name, Unit: "", report.Study.Objectives[0].Direction);
    }
}
