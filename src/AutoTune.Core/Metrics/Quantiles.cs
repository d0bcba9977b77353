namespace AutoTune.Metrics;

/// <summary>Quantiles of a latency, ms; nearest rank, so each is a value that was seen.</summary>
public sealed record Quantiles(double Mean, double P50, double P90, double P99, double Max)
{
    /// <summary>Values behind them.</summary>
    public int Count { get; init; }

    /// <summary>Of the values, n − 1 in the denominator; 0 for one value.</summary>
    public double StandardDeviation { get; init; }

    /// <returns>Null for no values.</returns>
    public static Quantiles? Of(IEnumerable<double> values) => OfWeighted(values.Select(value => (value, 1.0)));

    /// <summary>Each value counts as often as its weight says.</summary>
    /// <returns>Null for no values.</returns>
    public static Quantiles? OfWeighted(IEnumerable<(double Value, double Weight)> values)
    {
        var sorted = values.OrderBy(entry => entry.Value).ToArray();
        if (sorted.Length == 0)
            return null;
        var total = sorted.Sum(entry => entry.Weight);
        var mean = sorted.Sum(entry => entry.Value * entry.Weight) / total;
        var squares = sorted.Sum(entry => entry.Weight * Math.Pow(entry.Value - mean, 2));
        return new(mean, Rank(sorted, 0.50 * total), Rank(sorted, 0.90 * total), Rank(sorted, 0.99 * total), sorted[^1].Value)
        {
            Count = sorted.Length,
            StandardDeviation = total > 1 ? Math.Sqrt(squares / (total - 1)) : 0,
        };
    }

    private static double Rank((double Value, double Weight)[] sorted, double weightBelow)
    {
        var sum = 0.0;
        foreach (var (value, weight) in sorted)
        {
            sum += weight;
            if (sum >= weightBelow - 1e-9)
                return value;
        }

        return sorted[^1].Value;
    }
}
