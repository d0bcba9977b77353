namespace AutoTune.Reports;

/// <summary>What each parameter did, estimated from the trials of a report.</summary>
public static class ParameterEffects
{
    private const int FewestTrials = 6;
    private const int MostGroups = 4;
    private const int Shuffles = 400;

    public static string MethodFor(string label) =>
        $"Importance is the share of the variation of {label} between trials that goes with this parameter alone (adjusted ε² of its values; "
        + "numbers with more than four values in three groups of about equal size); the tick is what shuffled figures reach in one of a hundred shuffles. "
        + "A trial that was stopped early counts with what its probes said until then (△). A search is no random sample: parameters that moved together share the credit.";

    /// <summary>The parameters with importance and effect filled in where they are absent, most important first.</summary>
    public static IReadOnlyList<ParameterSection> Of(StudyReport report)
    {
        var description = VerdictSentence.Primary(report);
        return [.. report.Parameters
            .Select(parameter => Estimate(parameter, report.Trials, description))
            .OrderByDescending(parameter => parameter.Importance > parameter.ImportanceByChance)
            .ThenByDescending(parameter => parameter.Importance ?? -1)];
    }

    private static ParameterSection Estimate(ParameterSection parameter, IReadOnlyList<TrialSection> trials, MetricDescription metric)
    {
        var groups = Groups(parameter, Readings(parameter, trials, metric.Name));
        var importance = parameter.Importance is null ? Importance(groups) : null;
        return parameter with
        {
            Importance = parameter.Importance ?? importance,
            ImportanceByChance = importance is null ? parameter.ImportanceByChance : ByChance(groups),
            Effect = parameter.Effect ?? Words(groups, metric),
        };
    }

    private static List<Reading> Readings(ParameterSection parameter, IReadOnlyList<TrialSection> trials, string metric) =>
        [.. trials
            .Where(trial => trial.Outcome is TrialState.Completed or TrialState.Pruned && trial.Config.ContainsKey(parameter.Name) && trial.Metrics.ContainsKey(metric))
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

        var total = SumOfSquares([.. groups.SelectMany(group => group.Values)]);
        var within = groups.Sum(group => SumOfSquares(group.Values));
        var noise = within / (count - groups.Count) * (groups.Count - 1);
        return total == 0 ? null : Math.Clamp((total - within - noise) / total, min: 0, max: 1);
    }

    private static double ByChance(List<Group> groups)
    {
        var values = groups.SelectMany(group => group.Values).ToArray();
        var state = 0x2545F4914F6CDD1DUL;
        var shares = new List<double>(Shuffles);
        for (var shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            Shuffle(values, ref state);
            var taken = 0;
            shares.Add(Importance([.. groups.Select(group => new Group(group.Label, values[taken..(taken += group.Values.Count)]))]) ?? 0);
        }

        shares.Sort();
        return shares[Shuffles * 99 / 100];
    }

    // Fisher and Yates, by Marsaglia's xorshift from a fixed state: one document always gives one report.
    private static void Shuffle(double[] values, ref ulong state)
    {
        for (var last = values.Length - 1; last > 0; last--)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            var other = (int)(state % (ulong)(last + 1));
            (values[last], values[other]) = (values[other], values[last]);
        }
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

    private static double SumOfSquares(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean));
    }

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
