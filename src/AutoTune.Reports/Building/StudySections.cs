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
            Workload = served is null ? null : InWords(served),
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

    private static IReadOnlyList<SloLimit> Limits(Slo slo)
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

    private static string InWords(EvaluationMode.Served served)
    {
        var workload = served.Workload;
        var prefix = workload.Prefix is { } shared ? $"{shared.Tokens} tokens shared in {shared.Groups} groups and " : "";
        var lengths = workload.Trace is { } trace
            ? $"requests of {trace.Source} ({workload.Input.Mean():0} tokens in, {workload.Output.Mean():0} out on average)"
            : $"{prefix}{InWords(workload.Input)} in, {InWords(workload.Output)} out";
        return $"{InWords(workload.Arrivals)}, {lengths}, {served.Request.Api.ToString().ToLowerInvariant()} API";
    }

    private static string InWords(ArrivalProcess arrivals) => arrivals switch
    {
        ArrivalProcess.Poisson => "Poisson arrivals",
        ArrivalProcess.Constant => "constant arrivals",
        ArrivalProcess.Gamma(var burstiness) => $"gamma arrivals (burstiness {burstiness})",
        ArrivalProcess.Replay => "arrivals as recorded, scaled to each rate",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string InWords(LengthDistribution lengths) => lengths switch
    {
        LengthDistribution.Fixed { Tokens: var tokens } => $"{tokens} tokens",
        LengthDistribution.Uniform { Low: var low, High: var high } => $"{low} to {high} tokens",
        LengthDistribution.LogNormal { Mean: var mean, P99: var p99 } => $"{mean:0} tokens on average (99th percentile {p99:0})",
        LengthDistribution.Empirical { Source: var source } => $"lengths of {source}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string InWords(MetricConstraint constraint) => constraint switch
    {
        { Min: { } min, Max: { } max } => $"{min} ≤ {constraint.Metric} ≤ {max}",
        { Min: { } min } => $"{constraint.Metric} ≥ {min}",
        _ => $"{constraint.Metric} ≤ {constraint.Max}",
    };
}
