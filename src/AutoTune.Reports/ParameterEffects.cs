namespace AutoTune.Reports;

/// <summary>What each parameter did, estimated from the trials of a report.</summary>
public static class ParameterEffects
{
    private const int FewestTrials = 6;
    private const int MostGroups = 4;

    public static string MethodFor(string label) =>
        $"Importance is the share of the variation of {label} between completed trials that goes with this parameter alone (adjusted ε² of its values; "
        + "numbers with more than four values in three groups of equal size). A search is no random sample: parameters that moved together share the credit.";

    /// <summary>The parameters with importance and effect filled in where they are absent, most important first.</summary>
    public static IReadOnlyList<ParameterSection> Of(StudyReport report)
    {
        var metric = report.Study.Objectives[0].Metric;
        var description = report.Metrics.First(m => m.Name == metric);
        return [.. report.Parameters
            .Select(parameter => Estimate(parameter, report.Trials, description))
            .OrderByDescending(parameter => parameter.Importance ?? -1)];
    }

    private static ParameterSection Estimate(ParameterSection parameter, IReadOnlyList<TrialSection> trials, MetricDescription metric)
    {
        var groups = Groups(parameter, Readings(parameter, trials, metric.Name));
        return parameter with
        {
            Importance = parameter.Importance ?? Importance(groups),
            Effect = parameter.Effect ?? Words(groups, metric),
        };
    }

    private static List<Reading> Readings(ParameterSection parameter, IReadOnlyList<TrialSection> trials, string metric) =>
        [.. trials
            .Where(trial => trial.Outcome == TrialState.Completed && trial.Config.ContainsKey(parameter.Name) && trial.Metrics.ContainsKey(metric))
            .Select(trial => new Reading(trial.Config[parameter.Name], trial.Metrics[metric].Value))];

    private static List<Group> Groups(ParameterSection parameter, List<Reading> readings)
    {
        var distinct = readings.Select(reading => reading.Setting).Distinct().Count();
        return parameter.Kind is ParameterKind.Integer or ParameterKind.Float && distinct > MostGroups
            ? Thirds(readings)
            : [.. readings.GroupBy(reading => reading.Setting).Select(group => new Group(group.Key.ToString(), [.. group.Select(r => r.Value)]))];
    }

    /// <summary>Three groups of about equal size; equal settings stay together.</summary>
    private static List<Group> Thirds(List<Reading> readings)
    {
        var sorted = readings.OrderBy(reading => reading.Order).ToList();
        return [.. sorted
            .GroupBy(reading => sorted.FindIndex(other => other.Order == reading.Order) * 3 / sorted.Count)
            .Select(group => new Group(Range(group.First(), group.Last()), [.. group.Select(r => r.Value)]))];
    }

    private static string Range(Reading first, Reading last) =>
        first.Setting == last.Setting ? first.Setting.ToString() : $"{first.Setting}–{last.Setting}";

    private static double? Importance(List<Group> groups)
    {
        var count = groups.Sum(group => group.Values.Count);
        if (count < FewestTrials || groups.Count < 2 || count <= groups.Count)
        {
            return null;
        }

        var mean = groups.SelectMany(group => group.Values).Average();
        var total = groups.SelectMany(group => group.Values).Sum(value => Square(value - mean));
        var within = groups.Sum(group => group.Values.Sum(value => Square(value - group.Values.Average())));
        var noise = within / (count - groups.Count) * (groups.Count - 1);
        return total == 0 ? null : Math.Clamp((total - within - noise) / total, min: 0, max: 1);
    }

    private static string? Words(List<Group> groups, MetricDescription metric)
    {
        if (groups.Count == 0)
        {
            return null;
        }

        if (groups.Count == 1)
        {
            return $"{groups[0].Label} in all {Figures.Count(groups[0].Values.Count, "trial", "trials")}: nothing to compare.";
        }

        var sign = metric.Better == Direction.Maximize ? -1 : 1;
        var ordered = groups.OrderBy(group => sign * Median(group.Values)).Take(MostGroups).ToList();
        var first = $"{ordered[0].Label}: median {Figures.WithUnit(Median(ordered[0].Values), metric.Unit)} over {Figures.Count(ordered[0].Values.Count, "trial", "trials")}";
        return string.Join("; ", ordered.Skip(1).Select(group => $"{group.Label}: {Figures.Number(Median(group.Values))} over {group.Values.Count}").Prepend(first)) + ".";
    }

    private static double Square(double value) => value * value;

    private static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private readonly record struct Reading(SettingValue Setting, double Value)
    {
        public double Order => Setting is SettingValue.Number number ? number.Value : 0;
    }

    private sealed record Group(string Label, IReadOnlyList<double> Values);
}
