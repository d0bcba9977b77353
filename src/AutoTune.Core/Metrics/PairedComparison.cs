using MathNet.Numerics.Distributions;

namespace AutoTune.Metrics;

/// <summary>Two configurations measured in pairs of fresh launches: how much better one is, and how surely.</summary>
/// <param name="Difference">A against B: a ratio on <see cref="Scale.Log"/> where all values are positive, else a difference.</param>
/// <param name="ProbabilityBetter">That A is better than B in the direction asked for, 0 to 1.</param>
/// <param name="A">Mean of A with its interval, by the pooled variance.</param>
/// <param name="B">Mean of B with its interval, by the pooled variance.</param>
public sealed record PairedComparison(int Pairs, Estimate Difference, double ProbabilityBetter, Estimate A, Estimate B)
{
    /// <param name="pairs">At least two; each from launches next to each other in time.</param>
    /// <param name="least">Below it no value can be; null where there is no such bound.</param>
    /// <remarks>t on the pairs' differences: drift that both launches of a pair share cancels. Without any variance every difference counts.</remarks>
    public static PairedComparison Of(IReadOnlyList<(double A, double B)> pairs, bool higherIsBetter, double? least = null)
    {
        if (pairs.Count < 2)
            throw new ArgumentException("At least two pairs are needed for a variance.", nameof(pairs));
        var scale = pairs.All(pair => pair.A > 0 && pair.B > 0) ? Scale.Log : Scale.Linear;
        double On(double value) => scale == Scale.Log ? Math.Log(value) : value;
        double Back(double value) => scale == Scale.Log ? Math.Exp(value) : value;

        var n = pairs.Count;
        var differences = pairs.Select(pair => On(pair.A) - On(pair.B)).ToArray();
        var (mean, error) = (differences.Average(), StandardDeviation(differences) / Math.Sqrt(n));
        var better = ProbabilityPositive(higherIsBetter ? mean : -mean, error, n - 1);

        var a = pairs.Select(pair => On(pair.A)).ToArray();
        var b = pairs.Select(pair => On(pair.B)).ToArray();
        var pooled = Math.Sqrt((Square(StandardDeviation(a)) + Square(StandardDeviation(b))) / 2 / n);
        return new(
            n,
            new(Back(mean), error, n - 1, scale, n),
            better,
            new(Back(a.Average()), pooled, 2 * (n - 1), scale, n) { Least = least },
            new(Back(b.Average()), pooled, 2 * (n - 1), scale, n) { Least = least });
    }

    private static double ProbabilityPositive(double mean, double error, double degreesOfFreedom) =>
        error > 0 ? StudentT.CDF(0, 1, degreesOfFreedom, mean / error)
        : mean > 0 ? 1
        : mean < 0 ? 0
        : 0.5;

    private static double StandardDeviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => Square(value - mean)) / (values.Length - 1));
    }

    private static double Square(double value) => value * value;
}
