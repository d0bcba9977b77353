using AutoTune.Randomness;
using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

/// <summary>A normal step of 15 % of the range; on a log scale a log-normal factor with σ 0.7; at least 1 either way.</summary>
internal static class IntegerStep
{
    private const double Sigma = 0.15;
    private const double LogSigma = 0.7;

    public static ParameterValue Mutate(Parameter.Integer gene, ParameterValue value, CounterRandom random)
    {
        var from = value.Number;
        var normal = random.Normal();
        var wanted = gene.Scale == ParameterScale.Log ? from * Math.Exp(LogSigma * normal) : from + Sigma * (gene.High - gene.Low) * normal;
        var to = Math.Round(Math.Clamp(wanted, gene.Low, gene.High));
        return ParameterValue.Of((long)(to != from ? to : OneStep(gene, from, up: normal > 0)));
    }

    private static double OneStep(Parameter.Integer gene, double from, bool up)
    {
        var step = up ? 1 : -1;
        return from + step >= gene.Low && from + step <= gene.High ? from + step : from - step;
    }
}
