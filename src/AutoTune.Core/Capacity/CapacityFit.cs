using AutoTune.Metrics;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace AutoTune.Capacity;

/// <summary>What all probes together say about the capacity: a posterior of ln r* on a grid.</summary>
/// <remarks>
/// Attainment falls with the logarithm of the rate as p(r) = (1 − lapse)·Φ(z + (ln r* − ln r)/s), where z makes p(r*) the target.
/// Requests of one window share a queue and so are not independent: their number is beta-binomial around p with an unknown effective number of
/// independent requests per window. Width, lapse and effective number are integrated over, none is assumed.
/// </remarks>
internal sealed class CapacityFit
{
    /// <summary>The curve is not exactly a probit: fitted to simulated queues it is off by a few per cent.</summary>
    private const double ModelError = 0.02;

    private const double Reach = 1.2;
    private const int Points = 241;

    private static readonly double[] Widths = [0.03, 0.06, 0.12, 0.20];
    private static readonly double[] LapsesOfMisses = [0.02, 0.25, 0.55];

    private readonly double[] _logRates;
    private readonly double[] _mass;

    private CapacityFit(double[] logRates, double[] mass, int probes)
    {
        _logRates = logRates;
        _mass = mass;
        var mean = logRates.Zip(mass, (x, weight) => x * weight).Sum();
        var variance = logRates.Zip(mass, (x, weight) => weight * (x - mean) * (x - mean)).Sum();
        Capacity = Math.Exp(mean);
        StandardError = Math.Sqrt(variance + ModelError * ModelError);
        DegreesOfFreedom = probes + 2;
    }

    /// <summary>Requests/s; the mean of the logarithm.</summary>
    public double Capacity { get; }

    /// <summary>Of ln r*.</summary>
    public double StandardError { get; }

    public double DegreesOfFreedom { get; }

    /// <param name="target">Attainment at capacity.</param>
    public static CapacityFit To(IReadOnlyList<ProbeSummary> probes, double target, CapacityPrior prior)
    {
        var logRates = Grid(probes, prior.Centre);
        var tables = probes.Select(probe => new LikelihoodTable(probe.Met, probe.Requests)).ToArray();
        var logMass = logRates.Select(x => prior.LogDensity(x) + LogEvidence(probes, tables, target, x)).ToArray();
        var top = logMass.Max();
        var mass = logMass.Select(value => Math.Exp(value - top)).ToArray();
        var total = mass.Sum();
        return new(logRates, mass.Select(value => value / total).ToArray(), probes.Count);
    }

    /// <summary>Probability that the capacity is above another one, which is known up to an error of its logarithm.</summary>
    public double ProbabilityAbove(double rate, double error) => _logRates.Zip(_mass, (x, weight) =>
        weight * (error > 0 ? Phi((x - Math.Log(rate)) / Math.Sqrt(error * error + ModelError * ModelError)) : x > Math.Log(rate) ? 1 : 0)).Sum();

    /// <summary>Probability that the capacity is below <paramref name="rate"/>.</summary>
    public double ProbabilityBelow(double rate) => _logRates.Zip(_mass, (x, weight) => x < Math.Log(rate) ? weight : 0).Sum();

    public Estimate ToEstimate() => new(Capacity, StandardError, DegreesOfFreedom, Scale.Log, 1);

    private static double[] Grid(IReadOnlyList<ProbeSummary> probes, double centre)
    {
        var low = Math.Log(Math.Min(probes.Min(RateOf), centre)) - Reach;
        var high = Math.Log(Math.Max(probes.Max(RateOf), centre)) + Reach;
        return Enumerable.Range(0, Points).Select(i => low + (high - low) * i / (Points - 1)).ToArray();
    }

    private static double RateOf(ProbeSummary probe) => probe.OfferedRate ?? probe.AchievedRate;

    /// <summary>Integrated over width, lapse and effective number, all with flat priors on their grids.</summary>
    private static double LogEvidence(IReadOnlyList<ProbeSummary> probes, LikelihoodTable[] tables, double target, double x)
    {
        var terms = new List<double>(Widths.Length * LapsesOfMisses.Length * LikelihoodTable.EffectiveNumbers.Length);
        foreach (var share in LapsesOfMisses)
        {
            var lapse = share * (1 - target);
            var z = Normal.InvCDF(0, 1, target / (1 - lapse));
            foreach (var width in Widths)
            {
                var bins = probes.Select(probe => LikelihoodTable.Bin((1 - lapse) * Phi(z + (x - Math.Log(RateOf(probe))) / width))).ToArray();
                for (var m = 0; m < LikelihoodTable.EffectiveNumbers.Length; m++)
                    terms.Add(tables.Select((table, i) => table[m, bins[i]]).Sum());
            }
        }

        var top = terms.Max();
        return top + Math.Log(terms.Sum(term => Math.Exp(term - top)));
    }

    private static double Phi(double z) => 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2));
}
