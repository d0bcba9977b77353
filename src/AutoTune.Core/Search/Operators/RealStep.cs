using AutoTune.Randomness;
using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

/// <summary>A normal step of 15 % of the range, on the parameter's scale; at least one resolution either way.</summary>
internal static class RealStep
{
    private const double Sigma = 0.15;

    public static ParameterValue Mutate(Parameter.Real gene, ParameterValue value, CounterRandom random)
    {
        var normal = random.Normal();
        var stepped = UnitScale.FromUnit(gene, UnitScale.ToUnit(gene, value) + Sigma * normal);
        return stepped != value ? stepped : OneStep(gene, value, up: normal > 0);
    }

    private static ParameterValue OneStep(Parameter.Real gene, ParameterValue value, bool up)
    {
        var step = up ? gene.Resolution : -gene.Resolution;
        var stepped = At(gene, value.Number + step);
        return stepped != value ? stepped : At(gene, value.Number - step);
    }

    private static ParameterValue At(Parameter.Real gene, double number) =>
        gene.Normalize(ParameterValue.Of(Math.Clamp(number, gene.Low, gene.High)))!.Value;
}
