using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Search;

/// <summary>The best so far as the rival of new candidates. Of many noisy figures the luckiest reads too high (the best of 25 equals with 8 % error by 16 %), so it is drawn towards those that it can hardly be told from.</summary>
/// <remarks>James and Stein 1961, over the trials whose difference to the best is within three standard errors.</remarks>
public static class Incumbent
{
    private const double Alike = 3;
    private const int FewestAlike = 3;

    /// <returns>Capacity, requests/s; null before any was found.</returns>
    public static Estimate? Of(StudyHistory history)
    {
        var known = history.Trials
            .Select(trial => trial.Metric(MetricNames.Capacity, LaunchPurpose.Search, LaunchPurpose.Remeasure, LaunchPurpose.Comparison))
            .Where(capacity => capacity is { Value: > 0, Scale: Scale.Log }).Select(capacity => capacity!).ToArray();
        return known.Length == 0 ? null : Of(known);
    }

    internal static Estimate Of(IReadOnlyList<Estimate> known)
    {
        var best = known.MaxBy(capacity => capacity.Value)!;
        var alike = known.Where(capacity => Math.Log(best.Value / capacity.Value) <= Alike * Math.Sqrt(Square(best.StandardError) + Square(capacity.StandardError))).ToArray();
        if (alike.Length < FewestAlike)
            return best;
        var mean = alike.Average(capacity => Math.Log(capacity.Value));
        var spread = alike.Sum(capacity => Square(Math.Log(capacity.Value) - mean)) / (alike.Length - 1);
        var real = Math.Max(0, spread - alike.Average(capacity => Square(capacity.StandardError)));
        var trust = real / (real + Square(best.StandardError));
        return best with
        {
            Value = Math.Exp(mean + trust * (Math.Log(best.Value) - mean)),
            StandardError = Math.Sqrt(trust * Square(best.StandardError) + (1 - trust) * Square(best.StandardError) / alike.Length),
        };
    }

    private static double Square(double value) => value * value;
}
