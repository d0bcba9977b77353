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

    /// <summary>Brings seeds into a narrowed space: settings outside it fall back to its defaults; what became the same, or cannot obey the rules, goes.</summary>
    public static SpaceBranch WithSeeds(SpaceBranch branch, IReadOnlyList<SpaceSeed> seeds)
    {
        var kept = new List<SpaceSeed>();
        var seen = new HashSet<ServingConfig>();
        foreach (var seed in seeds)
            if (RuleRepair.Mend(branch, branch.Configure(seed.Set)) is { } config && seen.Add(config))
                kept.Add(seed with { Set = config.Values.Where(setting => branch.Find(setting.Key)!.Default != setting.Value).ToDictionary() });
        return new(branch.Name, branch.Parameters) { Rules = branch.Rules, Facts = branch.Facts, Hints = branch.Hints, Seeds = kept };
    }

    private static Parameter Map(Parameter parameter, Func<Parameter, Parameter> change)
    {
        var changed = change(parameter);
        return changed is Parameter.Choice choice
            ? choice with { Options = [.. choice.Options.Select(option => option with { Parameters = [.. option.Parameters.Select(nested => Map(nested, change))] })] }
            : changed;
    }
}
