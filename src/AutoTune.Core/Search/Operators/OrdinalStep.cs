using AutoTune.Randomness;
using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

/// <summary>One or two steps up or down the list; at its end, back.</summary>
internal static class OrdinalStep
{
    public static ParameterValue Mutate(Parameter.Ordinal gene, ParameterValue value, CounterRandom random)
    {
        var from = gene.IndexOf(value);
        var step = 1 + random.Below(2);
        var signed = random.Chance(0.5) ? step : -step;
        var to = Math.Clamp(from + signed, 0, gene.Values.Count - 1);
        return gene.Values[to != from ? to : Math.Clamp(from - signed, 0, gene.Values.Count - 1)];
    }
}
