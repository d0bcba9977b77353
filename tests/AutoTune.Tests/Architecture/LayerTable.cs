namespace AutoTune.Tests.Architecture;

/// <summary>Which folder of AutoTune.Core may use which. Use is transitive; nobody uses a folder above it.</summary>
internal static class LayerTable
{
    private const string Root = "AutoTune";

    /// <summary>At the very bottom: for everybody.</summary>
    private static readonly string[] Ground = ["Yaml", "Randomness"];

    /// <summary>The same table stands in AutoTune.Core's README.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> OfCore = new Dictionary<string, string[]>
    {
        ["Yaml"] = [],
        ["Randomness"] = [],
        ["SearchSpaces"] = [],
        ["Hardware"] = [],
        ["LanguageModels"] = [],
        ["Load"] = [],
        ["Studies"] = ["SearchSpaces", "Hardware", "LanguageModels", "Load"],
        ["Metrics"] = ["Studies"],
        ["Trials"] = ["Metrics"],
        ["Capacity"] = ["Trials"],
        ["Quality"] = ["Trials"],
        ["Search"] = ["Trials"],
        ["Engines"] = ["Trials"],
        ["Provisioning"] = ["Engines"],
        ["Launching"] = ["Engines"],
        ["Evaluation"] = ["Provisioning", "Launching", "Capacity", "Quality"],
        ["Finals"] = ["Search"],
        ["Judging"] = ["Capacity", "Finals"],
        ["Exports"] = ["Engines"],
        ["Preflight"] = ["Evaluation", "Finals", "Exports"],
    };

    /// <returns>One sentence per use that the table does not allow.</returns>
    public static IEnumerable<string> Violations(IReadOnlyDictionary<string, string[]> table, IEnumerable<TypeUse> uses) =>
        from use in uses
        let user = LayerOf(use.User)
        let used = LayerOf(use.Used)
        where user is not null && used is not null && user != Root && user != used && !Allowed(table, user).Contains(used)
        orderby use.User, use.Used
        select $"{use.User} uses {use.Used}: {user} may use {string.Join(", ", Allowed(table, user))}, not {(used == Root ? "the root namespace" : used)}.";

    /// <returns>The namespace's second part; the root for the tuner itself; null for what the compiler adds.</returns>
    public static string? LayerOf(string type)
    {
        var parts = type.Split('.');
        return parts[0] != Root ? null : parts.Length > 2 ? parts[1] : Root;
    }

    private static IReadOnlySet<string> Allowed(IReadOnlyDictionary<string, string[]> table, string layer)
    {
        var direct = table.GetValueOrDefault(layer, []);
        var ground = Ground.Contains(layer) ? [] : Ground;
        return direct.Concat(direct.SelectMany(below => Allowed(table, below))).Concat(ground).ToHashSet();
    }
}
