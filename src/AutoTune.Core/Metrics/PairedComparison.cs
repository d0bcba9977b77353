using MathNet.Numerics.Distributions;

namespace AutoTune.Metrics;

/// <summary>Two configurations measured in pairs of fresh launches: how much better one is, and how surely.</summary>
/// <param name="Difference">A against B: a ratio on <see cref="Scale.Log"/> where all values are positive, else a difference.</param>
/// <param name="ProbabilityBetter">That A is better than B in the direction asked for, 0 to 1.</param>
/// <param name="A">Mean of A with its interval: by the pooled variance, or by what its launches say of themselves where that is more.</param>
/// <param name="B">Mean of B with its interval, likewise.</param>
public sealed record PairedComparison(int Pairs, Estimate Difference, double ProbabilityBetter, Estimate A, Estimate B)
{
    /// <param name="launches">At least two; each from launches next to each other in time.</param>
    /// <param name="least">Below it no value can be; null where there is no such bound.</param>
    /// <remarks>
    /// t with the pooled variance of both sides, and twice as many degrees of freedom as the pairs' differences would have: ABBA order cancels a steady drift in the mean,
    /// and what drift adds to the variance errs on the safe side. Never below what launches say of their own error: three may agree by chance. Without any variance every difference counts.
    /// </remarks>
    public static PairedComparison Of(IReadOnlyList<(Estimate A, Estimate B)> launches, bool higherIsBetter, double? least = null)
    {
        var pairs = launches.Select(pair => (A: pair.A.Value, B: pair.B.Value)).ToArray();
        if (pairs.Length < 2)
            throw new ArgumentException("At least two pairs are needed for a variance.", nameof(launches));
        var scale = pairs.All(pair => pair.A > 0 && pair.B > 0) ? Scale.Log : Scale.Linear;
        double On(double value) => scale == Scale.Log ? Math.Log(value) : value;
        double Back(double value) => scale == Scale.Log ? Math.Exp(value) : value;

        var n = pairs.Length;
        var a = pairs.Select(pair => On(pair.A)).ToArray();
        var b = pairs.Select(pair => On(pair.B)).ToArray();
        var pooled = Math.Sqrt((Square(StandardDeviation(a)) + Square(StandardDeviation(b))) / 2 / n);
        var (ofA, ofB) = (Within(launches.Select(pair => pair.A), scale, n), Within(launches.Select(pair => pair.B), scale, n));
        var (mean, error) = (a.Average() - b.Average(), Math.Sqrt(Math.Max(2 * Square(pooled), Square(ofA) + Square(ofB))));
        return new(
            n,
            new(Back(mean), error, 2 * (n - 1), scale, n),
            ProbabilityPositive(higherIsBetter ? mean : -mean, error, 2 * (n - 1)),
            Mean(Back(a.Average()), ofA),
            Mean(Back(b.Average()), ofB));

        Estimate Mean(double value, double within) => new(value, Math.Max(pooled, within), 2 * (n - 1), scale, n) { Least = least };
    }

    /// <summary>Of the mean, by what each launch says of itself: launches may agree by chance, or in what they do not know.</summary>
    private static double Within(IEnumerable<Estimate> launches, Scale scale, int n) =>
        Math.Sqrt(launches.Average(launch => Square(launch.Scale == scale ? launch.StandardError : launch.Scale == Scale.Log ? launch.StandardError * launch.Value : launch.StandardError / launch.Value)) / n);

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
