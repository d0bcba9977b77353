using AutoTune.Load;
using AutoTune.Studies;

namespace AutoTune.Reports.Building;

internal static class StudySections
{
    public static StudySection Of(ReportSource source)
    {
        var (study, history) = (source.Plan.Study, source.History);
        var served = study.Evaluation as EvaluationMode.Served;
        return new()
        {
            Name = study.Name,
            State = source.State,
            Served = served is not null,
            Engines = [.. source.Plan.Space.Branches.Select(branch => branch.Name)],
            Model = served?.Model.ToString(),
            Slo = served?.Slo.ToString(),
            SloLimits = served is null ? [] : Limits(served.Slo),
            AttainmentTarget = served?.Slo.Attainment,
            Workload = served is null ? null : WorkloadWords.Of(served.Workload, served.Request.Api),
            Objectives = [.. study.Objectives.Select(objective => new Objective(objective.Metric, objective.Direction == ObjectiveDirection.Maximize ? Direction.Maximize : Direction.Minimize))],
            Constraints = [.. study.Constraints.Select(InWords)],
            Strategy = study.Strategy,
            Seed = study.Seed,
            BudgetTrials = study.Budget.Trials,
            BudgetSeconds = study.Budget.Time?.TotalSeconds,
            StartedAt = history.Opened?.At,
            FinishedAt = history.Verdict is null ? null : history.LastEventAt,
            StudyFile = study.SourceText,
        };
    }

    public static IReadOnlyList<SloLimit> Limits(Slo slo)
    {
        var limits = new List<SloLimit>();
        void Add(string metric, TimeSpan? limit)
        {
            if (limit is { } bound)
                limits.Add(new(metric, bound.TotalMilliseconds));
        }

        Add("ttft_ms", slo.Ttft);
        Add("tpot_ms", slo.Tpot);
        Add("e2e_ms", slo.E2E);
        return limits;
    }

    private static string InWords(MetricConstraint constraint) => constraint switch
    {
        { Min: { } min, Max: { } max } => $"{min} ≤ {constraint.Metric} ≤ {max}",
        { Min: { } min } => $"{constraint.Metric} ≥ {min}",
        _ => $"{constraint.Metric} ≤ {constraint.Max}",
    };
}
