using AutoTune.Randomness;
using AutoTune.SearchSpaces;

namespace AutoTune.Search;

/// <summary>Draws uniformly over each active parameter, on the parameter's own scale.</summary>
internal static class ConfigSampler
{
    public static ServingConfig Sample(SpaceBranch branch, CounterRandom random) =>
        branch.Configure(branch.AllParameters.ToDictionary(parameter => parameter.Name, parameter => Value(parameter, random)));

    private static ParameterValue Value(Parameter parameter, CounterRandom random) => parameter switch
    {
        Parameter.Integer { Scale: ParameterScale.Linear } gene => ParameterValue.Of(gene.Low + random.Below(gene.High - gene.Low + 1)),
        Parameter.Integer or Parameter.Real => UnitScale.FromUnit(parameter, random.Uniform()),
        _ => random.Pick(UnitScale.Values(parameter)),
    };
}
