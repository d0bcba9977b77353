namespace AutoTune.SearchSpaces;

/// <summary>Rebuilds a branch with changed parameters.</summary>
internal static class SpaceTree
{
    public static SpaceBranch Map(SpaceBranch branch, Func<Parameter, Parameter> change) =>
        new(branch.Name, [.. branch.Parameters.Select(parameter => Map(parameter, change))])
        {
            Rules = branch.Rules,
            Facts = branch.Facts,
            Hints = branch.Hints,
            Seeds = branch.Seeds,
        };

    /// <summary>Brings seeds into a narrowed space: settings outside it fall back to its defaults; what became the same, cannot obey the rules, or lost its weights or its way of guessing, goes.</summary>
    public static SpaceBranch WithSeeds(SpaceBranch branch, IReadOnlyList<SpaceSeed> seeds)
    {
        var kept = new List<SpaceSeed>();
        var seen = new HashSet<ServingConfig>();
        foreach (var seed in seeds)
            if (RuleRepair.Mend(branch, branch.Configure(seed.Set)) is { } config && IsStillItself(seed, config, branch) && seen.Add(config))
                kept.Add(seed with { Set = config.Values.Where(setting => branch.Find(setting.Key)!.Default != setting.Value).ToDictionary() });
        return new(branch.Name, branch.Parameters) { Rules = branch.Rules, Facts = branch.Facts, Hints = branch.Hints, Seeds = kept };
    }

    /// <summary>A recipe for FP4 weights, or for a draft model, is another one without them.</summary>
    private static bool IsStillItself(SpaceSeed seed, ServingConfig config, SpaceBranch branch) => seed.Set.All(setting =>
        branch.Find(setting.Key) is not { } parameter || (parameter is not Parameter.Choice && parameter.Role != SpaceLimits.WeightsRole)
        || (config.Values.TryGetValue(setting.Key, out var value) && value == setting.Value));

    private static Parameter Map(Parameter parameter, Func<Parameter, Parameter> change)
    {
        var changed = change(parameter);
        return changed is Parameter.Choice choice
            ? choice with { Options = [.. choice.Options.Select(option => option with { Parameters = [.. option.Parameters.Select(nested => Map(nested, change))] })] }
            : changed;
    }
}
