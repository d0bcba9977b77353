using MathNet.Numerics.Distributions;

namespace AutoTune.Metrics;

/// <summary>Which difference between two configurations pairs of launches can show, where launches of one and the same vary.</summary>
/// <remarks>Two-sided t at 5 % with the pooled variance of both sides, and 80 % power, at a fixed number of pairs.</remarks>
public static class DetectableDifference
{
    private const double Level = 0.975;
    private const double Power = 0.8;
    private const int MostPairs = 500;

    /// <param name="launchSd">Standard deviation of ln of a launch's figure.</param>
    /// <param name="pairs">At least 2.</param>
    /// <returns>As a share of the figure: 0.05 for 5 %.</returns>
    public static double Of(double launchSd, int pairs)
    {
        var freedom = 2 * (pairs - 1);
        var error = Math.Sqrt(2.0 / pairs) * launchSd;
        return Math.Exp((StudentT.InvCDF(0, 1, freedom, Level) + StudentT.InvCDF(0, 1, freedom, Power)) * error) - 1;
    }

    /// <returns>The fewest pairs that show a difference; null where hundreds would not.</returns>
    public static int? PairsFor(double difference, double launchSd)
    {
        for (var pairs = 2; pairs <= MostPairs; pairs++)
            if (Of(launchSd, pairs) <= difference)
                return pairs;
        return null;
    }

    /// <summary>What the standard deviation of a few launches may really be.</summary>
    /// <returns>90 % interval (chi-square).</returns>
    public static (double Low, double High) Interval(double launchSd, int launches)
    {
        var freedom = launches - 1;
        return (launchSd * Math.Sqrt(freedom / ChiSquared.InvCDF(freedom, 0.95)), launchSd * Math.Sqrt(freedom / ChiSquared.InvCDF(freedom, 0.05)));
    }
}
