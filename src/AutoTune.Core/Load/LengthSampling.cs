using MathNet.Numerics.Distributions;

namespace AutoTune.Load;

/// <summary>Lengths by inversion: one uniform number gives one length, so that streams stay aligned when the distribution changes.</summary>
public static class LengthSampling
{
    /// <param name="u">In (0, 1).</param>
    /// <returns>Tokens, at least 1.</returns>
    /// <exception cref="ArgumentException">A log-normal whose mean and p99 do not belong to any.</exception>
    public static int Quantile(this LengthDistribution lengths, double u) => Math.Max(1, lengths switch
    {
        LengthDistribution.Fixed one => one.Tokens,
        LengthDistribution.Uniform range => range.Low + (int)(u * (range.High - range.Low + 1)),
        LengthDistribution.LogNormal shape => (int)Math.Round(LogNormalQuantile(shape, u)),
        LengthDistribution.Empirical list => list.Lengths[(int)(u * list.Lengths.Count)],
        _ => throw new NotSupportedException(lengths.GetType().Name),
    });

    /// <summary>Expected length, tokens.</summary>
    public static double Mean(this LengthDistribution lengths) => lengths switch
    {
        LengthDistribution.Fixed one => one.Tokens,
        LengthDistribution.Uniform range => (range.Low + range.High) / 2.0,
        LengthDistribution.LogNormal shape => shape.Mean,
        LengthDistribution.Empirical list => list.Lengths.Average(),
        _ => throw new NotSupportedException(lengths.GetType().Name),
    };

    /// <summary>Parameters of the logarithm: ln mean = μ + σ²/2 and ln p99 = μ + z₉₉·σ, the smaller σ of the two that solve it.</summary>
    public static (double Mu, double Sigma) LogParameters(this LengthDistribution.LogNormal shape)
    {
        var z = Normal.InvCDF(0, 1, 0.99);
        var discriminant = z * z - 2 * Math.Log(shape.P99 / shape.Mean);
        if (shape.Mean <= 0 || shape.P99 <= shape.Mean || discriminant < 0)
            throw new ArgumentException($"no log-normal has mean {shape.Mean} and p99 {shape.P99}: p99 must be 1 to {Math.Exp(z * z / 2):0.0} times the mean", nameof(shape));
        var sigma = z - Math.Sqrt(discriminant);
        return (Math.Log(shape.Mean) - sigma * sigma / 2, sigma);
    }

    private static double LogNormalQuantile(LengthDistribution.LogNormal shape, double u)
    {
        var (mu, sigma) = shape.LogParameters();
        return Math.Exp(mu + sigma * Normal.InvCDF(0, 1, u));
    }
}
