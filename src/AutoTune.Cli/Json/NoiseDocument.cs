using AutoTune.Metrics;

namespace AutoTune.Cli.Json;

/// <summary>What <c>doctor --noise --json</c> prints.</summary>
/// <param name="Capacities">Requests/s, by launch of one and the same configuration.</param>
/// <param name="LaunchSd">Standard deviation of their logarithm.</param>
/// <param name="LaunchSdLow">Of what it may really be: 90 % interval.</param>
/// <param name="LaunchSdHigh">Of what it may really be: 90 % interval.</param>
/// <param name="SecondsPerLaunch">Start, search and stop.</param>
/// <param name="ThreePairs">The difference that three pairs of launches, a study's finals, show in eight of ten cases; a share.</param>
internal sealed record NoiseDocument(
    IReadOnlyList<double> Capacities, double LaunchSd, double LaunchSdLow, double LaunchSdHigh, double SecondsPerLaunch, double ThreePairs, IReadOnlyList<DetectableDocument> Detectable)
{
    private const int FinalsPairs = 3;

    public static NoiseDocument Of(IReadOnlyList<(double Capacity, double Seconds)> launches, IReadOnlyList<double> differences)
    {
        var logs = launches.Select(launch => Math.Log(launch.Capacity)).ToArray();
        var mean = logs.Average();
        var sd = Math.Sqrt(logs.Sum(log => (log - mean) * (log - mean)) / (logs.Length - 1));
        var (low, high) = DetectableDifference.Interval(sd, logs.Length);
        var seconds = launches.Average(launch => launch.Seconds);
        return new(
            [.. launches.Select(launch => launch.Capacity)], sd, low, high, seconds, DetectableDifference.Of(sd, FinalsPairs),
            [.. differences.Select(difference => DetectableDocument.Of(difference, sd, seconds))]);
    }
}

/// <param name="Difference">A share of the capacity.</param>
/// <param name="Pairs">Launches of each of two configurations that show it in eight of ten cases; null where hundreds would not.</param>
/// <param name="Minutes">What they take.</param>
internal sealed record DetectableDocument(double Difference, int? Pairs, double? Minutes)
{
    public static DetectableDocument Of(double difference, double sd, double secondsPerLaunch)
    {
        var pairs = DetectableDifference.PairsFor(difference, sd);
        return new(difference, pairs, pairs * 2 * secondsPerLaunch / 60);
    }
}
