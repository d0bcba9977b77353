using AutoTune.Metrics;
using AutoTune.Preflight;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Reports.Building;

/// <summary>What is left of the gain where the weights keep the baseline's precision.</summary>
internal static class PrecisionShares
{
    public static PrecisionShare? Of(ReportSource source, int baseline)
    {
        var (plan, history) = (source.Plan, source.History);
        if (history.Trials.Count == 0 || Weights(plan.Space, history.Trials[baseline].Config) is not { } weights)
            return null;
        var todays = history.Trials[baseline].Config[weights.Name];
        var best = history.Trials
            .Where(trial => trial.Number != baseline && trial.Config.Values.TryGetValue(weights.Name, out var value) && value == todays)
            .Select(trial => (trial.Number, Figure: Figure(plan, trial)))
            .Where(entry => entry.Figure is { Value: > 0 })
            .OrderBy(entry => plan.Finals.Objective.Direction == ObjectiveDirection.Maximize ? -entry.Figure!.Value : entry.Figure!.Value)
            .FirstOrDefault();
        if (best.Figure is null || Figure(plan, history.Trials[baseline]) is not { Value: > 0 } baselines)
            return null;
        var ratio = Ratio(best.Figure, baselines);
        return new()
        {
            Parameter = weights.Name,
            BaselineValue = todays.ToString(),
            BestTrial = best.Number,
            Ratio = TrialFigures.Of(ratio),
            Distinguishable = ratio.Low > 1 || ratio.High < 1,
        };
    }

    /// <summary>Only where several precisions are searched.</summary>
    private static Parameter? Weights(SearchSpace space, ServingConfig config) => space.Branches
        .FirstOrDefault(branch => branch.Name == config.Engine)?.AllParameters
        .FirstOrDefault(parameter => parameter.Binding is SettingBinding.ModelVariant && parameter.Cardinality > 1 && config.Values.ContainsKey(parameter.Name));

    /// <summary>A trial that was stopped early counts with what its probes said until then, as unsure as that is.</summary>
    private static Estimate? Figure(TuningPlan plan, TrialHistory trial) =>
        trial.Metric(plan.Finals.Objective.Metric, LaunchPurpose.Search, LaunchPurpose.Remeasure, LaunchPurpose.Comparison)
        ?? (trial.SearchOutcome as TrialOutcome.Pruned)?.Measurement.Metrics.GetValueOrDefault(plan.Finals.Objective.Metric);

    private static Estimate Ratio(Estimate a, Estimate b)
    {
        static double Relative(Estimate estimate) => estimate.Scale == Scale.Log ? estimate.StandardError : estimate.StandardError / estimate.Value;
        var error = Math.Sqrt(Math.Pow(Relative(a), 2) + Math.Pow(Relative(b), 2));
        return new(a.Value / b.Value, error, Math.Min(a.DegreesOfFreedom, b.DegreesOfFreedom), Scale.Log, Math.Min(a.Launches, b.Launches));
    }
}
