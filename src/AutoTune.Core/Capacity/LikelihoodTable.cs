using System.Runtime.CompilerServices;
using AutoTune.Metrics;
using MathNet.Numerics;

namespace AutoTune.Capacity;

/// <summary>Logarithm of one probe's likelihood over a grid of attainments and effective numbers of independent requests.</summary>
/// <remarks>
/// Beta-binomial. A probe that was stopped because too many requests had missed says no more than that: what was decided by then, early in the window and while the queue
/// still grew, reads too high for the whole.
/// </remarks>
internal sealed class LikelihoodTable
{
    /// <summary>Independent requests that a window is worth. Near the knee of a short window attainment jumps between 0 and 1, which is one.</summary>
    public static readonly double[] EffectiveNumbers = [1, 2, 4, 8, 16, 32, 64];

    /// <summary>Requests per independent one (the design effect) in a short window: median and spread (of the logarithm). Fitted so that 95 % intervals cover the truth in 93 to 98 % of the searches on simulated queues (benchmark <c>capacity</c>); windows of the same length differ more than that by themselves, but in a search the curve's unknown slope makes up for it.</summary>
    private const double DesignEffect = 6;

    private const double DesignEffectSpread = 1;

    private const int Bins = 240;

    /// <summary>Attainments are told apart down to 10⁻⁴.</summary>
    private const double LogitReach = 9.21;

    private static readonly ConditionalWeakTable<ProbeSummary, LikelihoodTable> Known = [];

    private readonly double[,] _values = new double[EffectiveNumbers.Length, Bins];

    private LikelihoodTable(ProbeSummary probe)
    {
        for (var m = 0; m < EffectiveNumbers.Length; m++)
        {
            var total = EffectiveNumbers[m];
            for (var bin = 0; bin < Bins; bin++)
                _values[m, bin] = LogLikelihood(probe, total * AttainmentOf(bin), total * (1 - AttainmentOf(bin)));
        }
    }

    /// <param name="requests">Judged in a window, on average.</param>
    /// <returns>By effective number; not normalised.</returns>
    public static double[] LogPriors(double requests) =>
        [.. EffectiveNumbers.Select(number => -0.5 * Math.Pow((Math.Log(requests / number) - Math.Log(DesignEffect)) / DesignEffectSpread, 2))];

    /// <summary>Made once: a search fits after every probe.</summary>
    public static LikelihoodTable Of(ProbeSummary probe) => Known.GetValue(probe, probe => new(probe));

    public double this[int effective, int bin] => _values[effective, bin];

    public static int Bin(double attainment)
    {
        var p = Math.Clamp(attainment, 1e-4, 1 - 1e-4);
        return (int)Math.Clamp(Math.Round((Math.Log(p / (1 - p)) + LogitReach) / (2 * LogitReach) * (Bins - 1)), 0, Bins - 1);
    }

    private static double AttainmentOf(int bin) => 1 / (1 + Math.Exp(LogitReach - 2 * LogitReach * bin / (Bins - 1)));

    private static double LogLikelihood(ProbeSummary probe, double a, double b)
    {
        if (probe.StoppedBecause is null || probe.Due <= probe.Requests)
            return LogBetaBinomial(probe.Met, probe.Requests, a, b);
        var most = (probe.Due - (probe.Requests - probe.Met) + 0.5) / probe.Due;
        return Math.Log(Math.Max(SpecialFunctions.BetaRegularized(a, b, Math.Min(1, most)), 1e-300));
    }

    private static double LogBetaBinomial(int met, int requests, double a, double b) =>
        LogBeta(met + a, requests - met + b) - LogBeta(a, b);

    private static double LogBeta(double a, double b) =>
        SpecialFunctions.GammaLn(a) + SpecialFunctions.GammaLn(b) - SpecialFunctions.GammaLn(a + b);
}
