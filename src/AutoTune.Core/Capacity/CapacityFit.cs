using AutoTune.Metrics;
using MathNet.Numerics;

namespace AutoTune.Capacity;

/// <summary>What all probes together say about the capacity: a posterior of ln r* on a grid.</summary>
/// <remarks>
/// Attainment falls with the rate as p(r) = (1 − lapse)·curve, where p(r*) is the target. Requests of one window share a queue and so are not independent: their number
/// is beta-binomial around p with an unknown effective number of independent requests per window. Curve, lapse and effective number are integrated over, none is assumed.
/// </remarks>
internal sealed class CapacityFit
{
    /// <summary>No curve is exactly the engine's.</summary>
    private const double ModelError = 0.02;

    /// <summary>What is unknown was integrated over, so the tails are nearly normal.</summary>
    private const double NearlyNormal = 30;

    private const double Reach = 1.2;
    private const int Points = 241;

    /// <summary>Of the misses that the target allows, the share that no lower rate would avoid, beyond errors; and how likely that is thought.</summary>
    private static readonly (double Share, double Prior)[] Lapses = [(0.02, 0.75), (0.2, 0.2), (0.5, 0.05)];

    private const double MostOfMisses = 0.9;

    private readonly double[] _logRates;
    private readonly double[] _mass;

    private CapacityFit(double[] logRates, double[] mass)
    {
        _logRates = logRates;
        _mass = mass;
        var mean = logRates.Zip(mass, (x, weight) => x * weight).Sum();
        var variance = logRates.Zip(mass, (x, weight) => weight * (x - mean) * (x - mean)).Sum();
        Capacity = Math.Exp(mean);
        StandardError = Math.Sqrt(variance + ModelError * ModelError);
    }

    /// <summary>Requests/s; the mean of the logarithm.</summary>
    public double Capacity { get; }

    /// <summary>Of ln r*.</summary>
    public double StandardError { get; }

    /// <param name="target">Attainment at capacity.</param>
    public static CapacityFit To(IReadOnlyList<ProbeSummary> probes, double target, CapacityPrior prior)
    {
        var logRates = Grid(probes, prior.Centre);
        var tables = probes.Select(LikelihoodTable.Of).ToArray();
        var (curves, effective) = (Curves(probes, target), LikelihoodTable.LogPriors(probes.Average(probe => probe.Requests)));
        var logMass = logRates.Select(x => prior.LogDensity(x) + LogEvidence(probes, tables, curves, effective, x)).ToArray();
        var top = logMass.Max();
        var mass = logMass.Select(value => Math.Exp(value - top)).ToArray();
        var total = mass.Sum();
        return new(logRates, mass.Select(value => value / total).ToArray());
    }

    /// <summary>Probability that the capacity is above another one, which is known up to an error of its logarithm.</summary>
    public double ProbabilityAbove(double rate, double error) => _logRates.Zip(_mass, (x, weight) =>
        weight * (error > 0 ? Phi((x - Math.Log(rate)) / Math.Sqrt(error * error + ModelError * ModelError)) : x > Math.Log(rate) ? 1 : 0)).Sum();

    public Estimate ToEstimate() => new(Capacity, StandardError, NearlyNormal, Scale.Log, 1);

    private static double[] Grid(IReadOnlyList<ProbeSummary> probes, double centre)
    {
        var low = Math.Log(Math.Min(probes.Min(RateOf), centre)) - Reach;
        var high = Math.Log(Math.Max(probes.Max(RateOf), centre)) + Reach;
        return Enumerable.Range(0, Points).Select(i => low + (high - low) * i / (Points - 1)).ToArray();
    }

    private static double RateOf(ProbeSummary probe) => probe.OfferedRate ?? probe.AchievedRate;

    /// <summary>Every curve with every share of lapses, which go through the target at capacity, with the logarithm of its prior.</summary>
    private static (Func<double, double> At, double LogPrior)[] Curves(IReadOnlyList<ProbeSummary> probes, double target)
    {
        var errors = probes.Where(probe => probe.Requests > 0).Select(probe => (double)probe.Errors / probe.Requests).DefaultIfEmpty(0).Min();
        return
        [
            .. from lapses in Lapses
               let lapse = Math.Min(errors + lapses.Share * (1 - target), MostOfMisses * (1 - target))
               from curve in AttainmentCurve.All
               let through = curve.Through(target / (1 - lapse))
               select ((Func<double, double>)(distance => (1 - lapse) * through(distance)), Math.Log(lapses.Prior)),
        ];
    }

    private static double LogEvidence(IReadOnlyList<ProbeSummary> probes, LikelihoodTable[] tables, (Func<double, double> At, double LogPrior)[] curves, double[] effective, double x)
    {
        var terms = new List<double>(curves.Length * effective.Length);
        var bins = new int[tables.Length];
        foreach (var curve in curves)
        {
            for (var i = 0; i < bins.Length; i++)
                bins[i] = LikelihoodTable.Bin(curve.At(Math.Log(RateOf(probes[i])) - x));
            for (var m = 0; m < effective.Length; m++)
            {
                var sum = curve.LogPrior + effective[m];
                for (var i = 0; i < bins.Length; i++)
                    sum += tables[i][m, bins[i]];
                terms.Add(sum);
            }
        }

        var top = terms.Max();
        return top + Math.Log(terms.Sum(term => Math.Exp(term - top)));
    }

    private static double Phi(double z) => 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2));
}
