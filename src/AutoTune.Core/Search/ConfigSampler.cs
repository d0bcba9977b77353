using AutoTune.SearchSpaces;

namespace AutoTune.Search;

/// <summary>Draws uniformly over each active parameter, on the parameter's own scale.</summary>
internal static class ConfigSampler
{
    public static ServingConfig Sample(SpaceBranch branch, CounterRandom random) =>
        branch.Configure(branch.AllParameters.ToDictionary(parameter => parameter.Name, parameter => Value(parameter, random)));

    private static ParameterValue Value(Parameter parameter, CounterRandom random) => parameter switch
    {
        Parameter.Categorical gene => ParameterValue.Of(random.Pick(gene.Values)),
        Parameter.Choice gene => ParameterValue.Of(random.Pick(gene.Options).Name),
        Parameter.Boolean => ParameterValue.Of(random.Chance(0.5)),
        Parameter.Ordinal gene => random.Pick(gene.Values),
        Parameter.Integer { Scale: ParameterScale.Linear } gene => ParameterValue.Of(gene.Low + random.Below(gene.High - gene.Low + 1)),
        _ => UnitPosition.At(parameter, random.Uniform()),
    };
}
