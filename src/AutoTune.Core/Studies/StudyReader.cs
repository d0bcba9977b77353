using System.Collections.Immutable;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>Reads a study file. Names of engines, parameters and launchers are resolved later, by Preflight; everything else is checked here.</summary>
public static class StudyReader
{
    /// <returns>With placeholders where errors were added, so that Preflight can look for more; null where the file is no mapping at all.</returns>
    public static Study? Read(string text, string file, Diagnostics diagnostics)
    {
        if (YamlReader.Read(text, file, diagnostics) is not { } root)
            return null;
        var map = MappingReader.Open(root, diagnostics, "the study");
        if (map.IsPlaceholder)
            return null;
        var study = map.Has("command") || map.Has("space") ? CommandStudy(map, text, file) : ServedStudy(map, text, file);
        map.Finish();
        return study;
    }

    private static Study ServedStudy(MappingReader map, string text, string file)
    {
        var served = ServedReader.Read(map, file);
        return Common(map, text, file, served) with
        {
            Baseline = BaselineOf(map, file),
            Objectives = Objectives(map) ?? [new("capacity_per_gpu", ObjectiveDirection.Maximize), new("tpot_one_stream", ObjectiveDirection.Minimize)],
        };
    }

    private static Study CommandStudy(MappingReader map, string text, string file)
    {
        var program = map.RequiredTexts("command");
        if (program.Count == 0)
            map.Error("command", "'command' needs at least the program's file name");
        var evaluation = new EvaluationMode.Command
        {
            Program = [.. program],
            Space = map.RequiredText("space") is { Length: > 0 } space ? StudyPaths.Resolve(space, file) : "",
            Timeout = map.OptionalDuration("timeout") ?? TimeSpan.FromMinutes(10),
        };
        var objectives = Objectives(map);
        if (objectives is null)
            map.Error("objectives", "a command study needs 'objectives', such as [{maximize: capacity}]");
        return Common(map, text, file, evaluation) with
        {
            Baseline = BaselineOf(map, file),
            Objectives = objectives ?? [],
            Constraints = ConstraintsOf(map),
        };
    }

    private static Study Common(MappingReader map, string text, string file, EvaluationMode evaluation) => new()
    {
        Name = NameOf(map),
        SourceText = text,
        SourceFile = file,
        Evaluation = evaluation,
        Fix = map.OptionalMapping("fix") is { } fix ? Settings(fix) : [],
        Limit = map.OptionalMapping("limit") is { } limit ? Limits(limit) : [],
        Objectives = [],
        Budget = BudgetOf(map),
        Seed = (ulong)(map.OptionalInteger("seed", min: 0) ?? 1),
        Strategy = map.OptionalText("strategy") ?? "nsga2",
        PositionOf = key => map.Find(key)?.Position,
    };

    private static string NameOf(MappingReader map)
    {
        var name = map.RequiredText("study");
        if (map.Has("study") && !StudyPaths.IsName(name))
            map.Error("study", $"'study' is also the folder of its results: letters, digits, '-', '_' and '.', not '{name}'");
        return name;
    }

    private static BaselineSource? BaselineOf(MappingReader map, string file)
    {
        if (map.Optional("baseline") is not { } baseline)
            return null;
        if (baseline is YamlValue.Scalar path)
            return new BaselineSource.File(StudyPaths.Resolve(path.Text, file), path.Position);
        var settings = Settings(MappingReader.Open(baseline, map.Diagnostics, "'baseline'"));
        return new BaselineSource.Settings(settings, baseline.Position);
    }

    private static ImmutableArray<FixedSetting> Settings(MappingReader map) =>
        [.. map.Entries.Select(entry => new FixedSetting(entry.Key, SettingValue.Of(entry.Value, map.Diagnostics), entry.Value.Position))];

    private static ImmutableArray<LimitedSetting> Limits(MappingReader map)
    {
        var limits = ImmutableArray.CreateBuilder<LimitedSetting>();
        foreach (var entry in map.Entries)
            if (entry.Value is YamlValue.Sequence { Items.Count: > 0 } list)
                limits.Add(new(entry.Key, [.. list.Items.Select(item => SettingValue.Of(item, map.Diagnostics))], entry.Value.Position));
            else
                map.Diagnostics.Error(entry.Value.Position, $"the limit of '{entry.Key}' must be a list: allowed values, or [low, high] of a number");
        return limits.ToImmutable();
    }

    private static ImmutableArray<Objective>? Objectives(MappingReader map)
    {
        if (map.OptionalList("objectives") is not { } list)
            return null;
        if (list.Count is 0 or > 2)
            map.Error("objectives", "one or two objectives are searched");
        ImmutableArray<Objective> read = [.. list.Select(item => OneObjective(item, map.Diagnostics))];
        if (read is [var first, var second] && first.Metric == second.Metric)
            map.Error("objectives", $"both objectives are of '{first.Metric}'");
        return read;
    }

    /// <summary>A bare name has the direction that its metric has by nature.</summary>
    private static Objective OneObjective(YamlValue item, Diagnostics diagnostics)
    {
        if (item is YamlValue.Scalar name)
            return new(name.Text, name.Text.StartsWith("capacity", StringComparison.Ordinal) || name.Text.EndsWith("per_second", StringComparison.Ordinal)
                ? ObjectiveDirection.Maximize
                : ObjectiveDirection.Minimize);
        var map = MappingReader.Open(item, diagnostics, "an objective");
        var (maximize, minimize) = (map.OptionalText("maximize"), map.OptionalText("minimize"));
        map.Finish();
        if (maximize is null == minimize is null)
            diagnostics.Error(item.Position, "an objective is either {maximize: METRIC} or {minimize: METRIC}");
        return maximize is not null ? new(maximize, ObjectiveDirection.Maximize) : new(minimize ?? "", ObjectiveDirection.Minimize);
    }

    private static ImmutableArray<MetricConstraint> ConstraintsOf(MappingReader map)
    {
        var constraints = ImmutableArray.CreateBuilder<MetricConstraint>();
        foreach (var item in map.OptionalList("constraints") ?? [])
            foreach (var entry in MappingReader.Open(item, map.Diagnostics, "a constraint").Entries)
            {
                var bound = MappingReader.Open(entry.Value, map.Diagnostics, $"the constraint on '{entry.Key}'");
                var constraint = new MetricConstraint(entry.Key, bound.OptionalReal("min"), bound.OptionalReal("max"));
                bound.Finish();
                if (constraint is { Min: null, Max: null })
                    map.Diagnostics.Error(entry.Value.Position, $"the constraint on '{entry.Key}' needs min or max");
                constraints.Add(constraint);
            }
        return constraints.ToImmutable();
    }

    private static Budget BudgetOf(MappingReader map)
    {
        var budget = map.RequiredMapping("budget");
        var read = new Budget(budget.OptionalDuration("time"), (int?)budget.OptionalInteger("trials", min: 1, max: 1_000_000));
        budget.Finish();
        if (read is { Time: null, Trials: null } && !budget.IsPlaceholder && !budget.Has("time") && !budget.Has("trials"))
            map.Error("budget", "the budget is empty: give time (such as 30m), trials, or both");
        return read;
    }
}
