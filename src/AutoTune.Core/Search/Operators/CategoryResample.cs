using AutoTune.Randomness;
using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

/// <summary>Another value of a category; there is no nearer one.</summary>
internal static class CategoryResample
{
    public static ParameterValue Mutate(Parameter.Categorical gene, ParameterValue value, CounterRandom random) =>
        ParameterValue.Of(random.Pick([.. gene.Values.Where(other => other != value.ToString())]));
}
