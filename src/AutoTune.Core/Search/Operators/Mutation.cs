using AutoTune.Randomness;
using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

/// <summary>Changes one to three genes, or moves the configuration to another engine.</summary>
internal static class Mutation
{
    private const int MostGenes = 3;
    private const double EngineSwitchShare = 0.10;

    /// <returns>Null where nothing can be changed.</returns>
    public static ServingConfig? Apply(IReadOnlyList<SpaceBranch> branches, ServingConfig parent, CounterRandom random)
    {
        var own = branches.First(branch => branch.Name == parent.Engine);
        Parameter[] genes = [.. own.Active(parent).Where(gene => gene.Cardinality > 1)];
        if (branches.Count > 1 && (genes.Length == 0 || random.Chance(EngineSwitchShare)))
            return EngineSwitch.Apply(own, parent, random.Pick([.. branches.Where(branch => branch != own)]));
        if (genes.Length == 0)
            return null;
        var values = new Dictionary<string, ParameterValue>(parent.Values);
        foreach (var gene in random.Shuffle(genes).Take(1 + random.Below(MostGenes)))
            values[gene.Name] = Mutate(gene, values[gene.Name], random);
        return own.Configure(values);
    }

    /// <param name="gene">With more than one value.</param>
    /// <returns>A value of the gene's domain other than <paramref name="value"/>.</returns>
    public static ParameterValue Mutate(Parameter gene, ParameterValue value, CounterRandom random) => gene switch
    {
        Parameter.Categorical categorical => CategoryResample.Mutate(categorical, value, random),
        Parameter.Ordinal ordinal => OrdinalStep.Mutate(ordinal, value, random),
        Parameter.Integer integer => IntegerStep.Mutate(integer, value, random),
        Parameter.Real real => RealStep.Mutate(real, value, random),
        Parameter.Choice choice => OptionSwitch.Mutate(choice, value, random),
        Parameter.Boolean => BooleanFlip.Mutate(value),
        _ => throw new ArgumentException($"{gene.Name} is of an unknown kind", nameof(gene)),
    };
}
