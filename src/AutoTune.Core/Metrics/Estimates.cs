namespace AutoTune.Metrics;

/// <summary>Combines estimates of the same quantity from several launches.</summary>
public static class Estimates
{
    /// <summary>One estimate over independent launches.</summary>
    /// <returns>Null for none; the launch's own for one. For more: mean on their scale, with the larger of the spread between launches (t, n − 1) and what each launch says of itself.</returns>
    public static Estimate? OverLaunches(IReadOnlyList<Estimate> launches)
    {
        if (launches.Count <= 1)
            return launches.Count == 0 ? null : launches[0];
        var scale = launches.All(launch => launch.Scale == Scale.Log && launch.Value > 0) ? Scale.Log : Scale.Linear;
        var values = launches.Select(launch => scale == Scale.Log ? Math.Log(launch.Value) : launch.Value).ToArray();
        var mean = values.Average();
        var between = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);
        var within = Math.Sqrt(launches.Sum(launch => Square(On(scale, launch)))) / launches.Count;
        var value = scale == Scale.Log ? Math.Exp(mean) : mean;
        var (error, degreesOfFreedom) = between >= within ? (between, values.Length - 1) : (within, launches.Sum(launch => launch.DegreesOfFreedom));
        // What has a logarithm in one launch is not negative in another, even where that one found nothing.
        return new(value, error, degreesOfFreedom, scale, launches.Sum(launch => launch.Launches)) { Least = launches.Any(launch => launch.Scale == Scale.Log) ? 0 : null };
    }

    private static double On(Scale scale, Estimate launch) =>
        scale == launch.Scale ? launch.StandardError : launch.StandardError * Math.Abs(launch.Value);

    private static double Square(double value) => value * value;
}
