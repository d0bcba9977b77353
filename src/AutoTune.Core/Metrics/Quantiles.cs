namespace AutoTune.Metrics;

/// <summary>Quantiles of a latency, ms; nearest rank, so each is a value that was seen.</summary>
public sealed record Quantiles(double Mean, double P50, double P90, double P99, double Max)
{
    /// <returns>Null for no values.</returns>
    public static Quantiles? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0
            ? null
            : new(sorted.Average(), Rank(sorted, 0.50), Rank(sorted, 0.90), Rank(sorted, 0.99), sorted[^1]);
    }

    private static double Rank(double[] sorted, double p) => sorted[Math.Max(0, (int)Math.Ceiling(p * sorted.Length) - 1)];
}
