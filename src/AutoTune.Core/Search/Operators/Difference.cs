using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

/// <summary>What changed between two configurations, in words: <c>slots 4 → 8, + draft_tokens 3</c>.</summary>
internal static class Difference
{
    public static string Describe(ServingConfig before, ServingConfig after)
    {
        if (before.Engine != after.Engine)
            return $"engine {before.Engine} → {after.Engine}";
        return string.Join(", ", before.Values.Keys.Union(after.Values.Keys).Order(StringComparer.Ordinal).Select(name => Describe(name, before, after)).OfType<string>());
    }

    private static string? Describe(string name, ServingConfig before, ServingConfig after)
    {
        if (!before.Values.TryGetValue(name, out var old))
            return $"+ {name} {after[name]}";
        if (!after.Values.TryGetValue(name, out var value))
            return $"− {name}";
        return old == value ? null : $"{name} {old} → {value}";
    }
}
