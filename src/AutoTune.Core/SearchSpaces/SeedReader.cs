using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>Reads the starting configurations; the vendor's default comes first, written down or not.</summary>
internal static class SeedReader
{
    public const string VendorDefault = "vendor default";

    public static IReadOnlyList<SpaceSeed> Read(MappingReader map, SpaceBranch branch)
    {
        var seeds = new List<SpaceSeed>();
        foreach (var item in map.OptionalList("seeds") ?? [])
            if (Seed(MappingReader.Open(item, map.Diagnostics, "the seed", SpaceKeys.Seed), branch) is { } seed)
                seeds.Add(seed);
        if (seeds.Count == 0 || seeds[0].Set.Count > 0)
            seeds.Insert(0, new(VendorDefault, new Dictionary<string, ParameterValue>(), Source: null));
        return seeds;
    }

    /// <returns>Null for one that this machine or model rules out.</returns>
    private static SpaceSeed? Seed(MappingReader map, SpaceBranch branch)
    {
        var name = map.RequiredText("name");
        var errors = map.Diagnostics.Items.Count;
        // A recipe for other models or devices is no recipe here, nor is one that asks for what nobody knows.
        var isMeant = map.OptionalScalar("when") is not { } when || FactCondition.Holds(when, branch.Facts, "'when' of a seed", map.Diagnostics);
        var set = new SortedDictionary<string, ParameterValue>(StringComparer.Ordinal);
        foreach (var entry in map.RequiredMapping("set").Entries)
            if (Setting(entry, branch, isMeant, map.Diagnostics) is { } value)
                set[entry.Key] = value;
        var seed = new SpaceSeed(name, set, map.OptionalText("source"));
        map.Finish();
        var isComputed = map.RequiredMapping("set").Entries.Any(entry => branch.Find(entry.Key) is Parameter.Integer or Parameter.Real && entry.Value is YamlValue.Scalar number && YamlScalars.Real(number.Text) is null);
        return map.Diagnostics.Items.Count > errors || (isMeant && IsPossible(seed, isComputed, branch, map)) ? seed : null;
    }

    /// <param name="isMeant">For what is here: ranges that follow from the machine say nothing of a recipe for another one.</param>
    private static ParameterValue? Setting(YamlEntry entry, SpaceBranch branch, bool isMeant, Diagnostics diagnostics)
    {
        if (branch.Find(entry.Key) is not { } parameter)
            diagnostics.Error(entry.KeyPosition, $"there is no parameter '{entry.Key}'{NearestName.Hint(entry.Key, branch.AllParameters.Select(known => known.Name))}");
        else if (entry.Value is not YamlValue.Scalar scalar)
            diagnostics.Error(entry.Value.Position, $"'{entry.Key}' must be a single value, not {entry.Value.Kind}");
        else if (isMeant || parameter is not (Parameter.Integer or Parameter.Real))
            return SpaceValues.For(parameter, scalar, branch.Facts, diagnostics);
        else if (YamlScalars.Real(scalar.Text) is null && Expression.Parse(scalar.Text, scalar.TextPosition, diagnostics) is { } formula)
            _ = formula.Check(name => SpaceFacts.Types.TryGetValue(name, out var known) ? known : null, SpaceFacts.Types.Keys, diagnostics);
        return null;
    }

    /// <param name="isComputed">From what the machine has.</param>
    private static bool IsPossible(SpaceSeed seed, bool isComputed, SpaceBranch branch, MappingReader map)
    {
        var config = branch.Configure(seed.Set);
        foreach (var name in seed.Set.Keys.Where(name => !config.Values.ContainsKey(name)))
            map.Error("set", $"seed '{seed.Name}' sets '{name}', which is not active there ({branch.Requirement(name)})");
        if (branch.BrokenRule(config) is not { } broken)
            return true;
        if (isComputed || broken.Symbols.Any(SpaceFacts.Types.ContainsKey))
            return false;
        map.Error("set", $"seed '{seed.Name}' breaks the constraint '{broken.Text}'");
        return true;
    }
}
