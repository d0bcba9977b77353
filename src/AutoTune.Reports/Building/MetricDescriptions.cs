using AutoTune.Metrics;
using AutoTune.Preflight;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Reports.Building;

internal static class MetricDescriptions
{
    private static readonly Dictionary<string, (string Label, string Unit, Direction Better)> Known = new(StringComparer.Ordinal)
    {
        [MetricNames.Capacity] = ("capacity", "req/s", Direction.Maximize),
        [MetricNames.CapacityPerGpu] = ("capacity per device", "req/s", Direction.Maximize),
        [MetricNames.TpotOneStream] = ("TPOT of one stream", "ms", Direction.Minimize),
        [MetricNames.TtftOneStream] = ("TTFT of one stream", "ms", Direction.Minimize),
        [MetricNames.OutputTokensPerSecond] = ("output at capacity", "tokens/s", Direction.Maximize),
        [MetricNames.Quality] = ("quality of answers", "", Direction.Maximize),
        [MetricNames.Attainment] = ("attainment", "", Direction.Maximize),
        [MetricNames.Goodput] = ("goodput", "req/s", Direction.Maximize),
    };

    public static IReadOnlyList<MetricDescription> Of(TuningPlan plan, StudyHistory history)
    {
        var objectives = plan.Study.Objectives.ToDictionary(objective => objective.Metric, objective => objective.Direction);
        var names = objectives.Keys.Concat(plan.Study.Constraints.Select(constraint => constraint.Metric)).Concat(Seen(history)).Distinct(StringComparer.Ordinal);
        return [.. names.Select(name => Describe(name, objectives))];
    }

    private static MetricDescription Describe(string name, Dictionary<string, ObjectiveDirection> objectives)
    {
        if (Known.TryGetValue(name, out var known))
            return new(name, known.Label, known.Unit, known.Better);
        var better = objectives.TryGetValue(name, out var direction) && direction == ObjectiveDirection.Maximize ? Direction.Maximize : Direction.Minimize;
        return new(name, name.Replace('_', ' '), name.EndsWith("_ms", StringComparison.Ordinal) ? "ms" : "", better);
    }

    private static IEnumerable<string> Seen(StudyHistory history) => history.Trials
        .SelectMany(trial => trial.Launches)
        .Select(launch => launch.Outcome)
        .OfType<TrialOutcome.Completed>()
        .SelectMany(completed => completed.Measurement.Metrics.Keys);
}
