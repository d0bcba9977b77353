using MathNet.Numerics.Distributions;

namespace AutoTune.Metrics;

/// <summary>A figure with its uncertainty.</summary>
/// <param name="StandardError">On <paramref name="Scale"/>: relative (of the logarithm) for <see cref="Scale.Log"/>.</param>
/// <param name="DegreesOfFreedom">Of the standard error: three launches mean t, not normal; +∞ where it is known.</param>
/// <param name="Launches">Fresh launches behind it.</param>
public sealed record Estimate(double Value, double StandardError, double DegreesOfFreedom, Scale Scale, int Launches)
{
    /// <summary>A figure without variance, such as the output of a deterministic program.</summary>
    public static Estimate Exact(double value) => new(value, 0, double.PositiveInfinity, Scale.Linear, 1);

    /// <summary>Below it there is nothing: 0 for a rate or a time on a linear scale. Null where it may be anything.</summary>
    public double? Least { get; init; }

    /// <summary>Lower end of the two-sided 95 % interval.</summary>
    public double Low => At(-HalfWidth);

    /// <summary>Upper end of the two-sided 95 % interval.</summary>
    public double High => At(HalfWidth);

    /// <summary>The value that one further launch exceeds with 95 % confidence: what can be promised. The mean of n launches is known √(n + 1) times better than the next of them.</summary>
    public double NextLaunchLowerBound95 => StandardError == 0 ? Value : At(-Quantile(0.95) * StandardError * Math.Sqrt(Launches + 1));

    private double HalfWidth => StandardError == 0 ? 0 : Quantile(0.975) * StandardError;

    private double At(double offset) => Math.Max(Scale == Scale.Log ? Value * Math.Exp(offset) : Value + offset, Least ?? double.NegativeInfinity);

    private double Quantile(double p) => double.IsPositiveInfinity(DegreesOfFreedom)
        ? Normal.InvCDF(0, 1, p)
        : StudentT.InvCDF(0, 1, Math.Max(DegreesOfFreedom, 1), p);
}

public enum Scale
{
    Linear,
    Log,
}
