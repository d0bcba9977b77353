namespace AutoTune.Search.Selection;

/// <summary>How lonely a member of a front is: lonely ones keep the front spread out.</summary>
public static class CrowdingDistance
{
    /// <summary>Crowding distance of each member of one front.</summary>
    /// <param name="front">[member][objective], all minimised, equal lengths.</param>
    /// <returns>One distance per member, same order; boundary members get +∞.</returns>
    /// <remarks>Deb et al. 2002, NSGA-II, §III-B. An objective in which all are equal adds nothing.</remarks>
    public static double[] Of(IReadOnlyList<IReadOnlyList<double>> front)
    {
        var distances = new double[front.Count];
        var objectives = front.Count == 0 ? 0 : front[0].Count;
        for (var objective = 0; objective < objectives; objective++)
            Add(distances, [.. front.Select(member => member[objective])]);
        return distances;
    }

    private static void Add(double[] distances, double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(member => values[member])];
        var range = values[order[^1]] - values[order[0]];
        if (range == 0)
            return;
        distances[order[0]] = distances[order[^1]] = double.PositiveInfinity;
        for (var rank = 1; rank < order.Length - 1; rank++)
            distances[order[rank]] += (values[order[rank + 1]] - values[order[rank - 1]]) / range;
    }
}
