using AutoTune.Trials;

namespace AutoTune.Reports.Building;

internal static class VerdictSections
{
    public static VerdictSection? Of(ReportSource source)
    {
        if (source.History.Verdict is not { } verdict)
            return null;
        var chosen = source.History.Decisions.OfType<FinalsDecision.FinalistChosen>().LastOrDefault()?.Trial;
        return new()
        {
            Kind = verdict.Kind switch
            {
                Trials.VerdictKind.Replaced => VerdictKind.Replaced,
                Trials.VerdictKind.Kept => VerdictKind.Kept,
                Trials.VerdictKind.Infeasible => VerdictKind.Infeasible,
                _ => VerdictKind.Unmeasured,
            },
            Ratio = verdict.Ratio is { Scale: Metrics.Scale.Log } ratio ? TrialFigures.Of(ratio) : null,
            ProbabilityBetter = verdict.ProbabilityBetter,
            Finalist = chosen,
            Why = verdict.Kind == Trials.VerdictKind.Replaced ? null : verdict.Why,
            BindingLimit = verdict.Kind == Trials.VerdictKind.Infeasible ? BindingLimit(source, verdict) : null,
        };
    }

    /// <summary>The verdict names it first: <c>ttft binds: …</c>.</summary>
    private static string? BindingLimit(ReportSource source, StudyVerdict verdict)
    {
        var name = verdict.Why.Split(' ', 2)[0];
        var limit = StudySections.Of(source).SloLimits.FirstOrDefault(limit => limit.Metric == name + "_ms");
        return limit is null ? null : $"{name.ToUpperInvariant()} ≤ {limit.LimitMs:0.###} ms";
    }
}
