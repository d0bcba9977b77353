using MathNet.Numerics;

namespace AutoTune.Capacity;

/// <summary>Logarithm of one probe's beta-binomial likelihood over a grid of attainments and effective numbers of independent requests.</summary>
internal sealed class LikelihoodTable
{
    /// <summary>Independent requests that a window is worth. Near the knee of a short window attainment jumps between 0 and 1, which is one.</summary>
    public static readonly double[] EffectiveNumbers = [2, 4, 8, 16, 32];

    private const int Bins = 240;

    /// <summary>Attainments are told apart down to 10⁻⁴.</summary>
    private const double LogitReach = 9.21;

    private readonly double[,] _values = new double[EffectiveNumbers.Length, Bins];

    public LikelihoodTable(int met, int requests)
    {
        for (var m = 0; m < EffectiveNumbers.Length; m++)
        {
            var total = EffectiveNumbers[m];
            for (var bin = 0; bin < Bins; bin++)
                _values[m, bin] = LogBetaBinomial(met, requests, total * AttainmentOf(bin), total * (1 - AttainmentOf(bin)));
        }
    }

    public double this[int effective, int bin] => _values[effective, bin];

    public static int Bin(double attainment)
    {
        var p = Math.Clamp(attainment, 1e-4, 1 - 1e-4);
        return (int)Math.Clamp(Math.Round((Math.Log(p / (1 - p)) + LogitReach) / (2 * LogitReach) * (Bins - 1)), 0, Bins - 1);
    }

    private static double AttainmentOf(int bin) => 1 / (1 + Math.Exp(LogitReach - 2 * LogitReach * bin / (Bins - 1)));

    private static double LogBetaBinomial(int met, int requests, double a, double b) =>
        LogBeta(met + a, requests - met + b) - LogBeta(a, b);

    private static double LogBeta(double a, double b) =>
        SpecialFunctions.GammaLn(a) + SpecialFunctions.GammaLn(b) - SpecialFunctions.GammaLn(a + b);
}
