using AutoTune.Randomness;
using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

/// <summary>Homologous crossover: a configuration takes whole subtrees and single genes from another, perhaps of another engine.</summary>
/// <remarks>Where both took the same option of a choice its genes cross one by one; where they differ the option goes over with its whole subtree.</remarks>
internal static class SubtreeCrossover
{
    /// <summary>Each unit in which the parents differ goes over with probability 1/2; at least one does and, of several, at least one does not.</summary>
    /// <returns>Null where the parents share no unit in which they differ.</returns>
    public static Crossing? Apply(IReadOnlyList<SpaceBranch> branches, ServingConfig first, ServingConfig second, CounterRandom random)
    {
        var own = branches.First(branch => branch.Name == first.Engine);
        var others = branches.First(branch => branch.Name == second.Engine);
        var units = random.Shuffle(Units(own.Parameters, new(own, first, others, second)));
        if (units.Length == 0)
            return null;
        var count = Math.Clamp(Enumerable.Range(0, units.Length).Count(_ => random.Chance(0.5)), 1, Math.Max(1, units.Length - 1));
        var values = new Dictionary<string, ParameterValue>(first.Values);
        foreach (var (name, value) in units.Take(count).SelectMany(unit => unit.Values))
            values[name] = value;
        return new(own.Configure(values), [.. units.Take(count).Select(unit => unit.Name).Order(StringComparer.Ordinal)]);
    }

    private static IEnumerable<Unit> Units(IReadOnlyList<Parameter> parameters, Parents parents)
    {
        foreach (var gene in parameters.Where(gene => parents.First.Values.ContainsKey(gene.Name)))
        {
            if (parents.FromSecond(gene) is not { } value)
                continue;
            if (value != parents.First[gene.Name])
                yield return new(gene.Name, [.. Subtree(gene, value, parents)]);
            else if (gene is Parameter.Choice choice)
                foreach (var inner in Units(choice.Option(value.ToString()).Parameters, parents))
                    yield return inner;
        }
    }

    private static IEnumerable<(string Name, ParameterValue Value)> Subtree(Parameter gene, ParameterValue value, Parents parents)
    {
        yield return (gene.Name, value);
        if (gene is not Parameter.Choice choice)
            yield break;
        foreach (var inner in choice.Option(value.ToString()).Parameters)
            if (parents.FromSecond(inner) is { } taken)
                foreach (var entry in Subtree(inner, taken, parents))
                    yield return entry;
    }

    private sealed record Unit(string Name, IReadOnlyList<(string Name, ParameterValue Value)> Values);

    private sealed record Parents(SpaceBranch Own, ServingConfig First, SpaceBranch Others, ServingConfig Second)
    {
        /// <summary>What the second parent's value means to a gene of the first's engine.</summary>
        public ParameterValue? FromSecond(Parameter gene) =>
            Homology.Partner(gene, Own, Others, Second) is { } partner ? Homology.Translate(partner, Second[partner.Name], gene) : null;
    }
}

/// <param name="Taken">Names, in the child's engine, of what came from the second parent.</param>
internal sealed record Crossing(ServingConfig Config, IReadOnlyList<string> Taken);
