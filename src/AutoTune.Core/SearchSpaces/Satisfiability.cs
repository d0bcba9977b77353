namespace AutoTune.SearchSpaces;

/// <summary>Whether a condition can hold at all. Sound: it says no only where that is certain.</summary>
internal static class Satisfiability
{
    /// <summary>Up to so many combinations are tried out; beyond, intervals decide.</summary>
    public const int MaxCases = 5000;

    public static bool CanHold(Expression condition, Func<string, SymbolDomain> domainOf)
    {
        var domains = condition.Symbols.Order(StringComparer.Ordinal).ToDictionary(symbol => symbol, domainOf);
        if (domains.Values.Any(domain => domain is SymbolDomain.Listed { Values.Count: 0 }))
            return false;
        return ExpressionBounds.Of(condition.Root, domains).CanBeTrue && (!IsSmall(domains) || AnyCaseHolds(condition, domains));
    }

    private static bool IsSmall(Dictionary<string, SymbolDomain> domains) =>
        domains.Values.Aggregate(1.0, (cases, domain) => cases * (domain is SymbolDomain.Listed listed ? listed.Values.Count : double.PositiveInfinity)) <= MaxCases;

    private static bool AnyCaseHolds(Expression condition, Dictionary<string, SymbolDomain> domains)
    {
        var names = domains.Keys.ToArray();
        var values = names.Select(name => ((SymbolDomain.Listed)domains[name]).Values).ToArray();
        var chosen = new int[names.Length];
        do
        {
            if (condition.Holds(name => values[Array.IndexOf(names, name)][chosen[Array.IndexOf(names, name)]]))
                return true;
        }
        while (Advance(chosen, values));
        return false;
    }

    private static bool Advance(int[] chosen, IReadOnlyList<ParameterValue>[] values)
    {
        for (var digit = 0; digit < chosen.Length; digit++)
        {
            if (++chosen[digit] < values[digit].Count)
                return true;
            chosen[digit] = 0;
        }
        return false;
    }
}
