namespace AutoTune.Search.Selection;

/// <summary>Splits points into fronts: no member of a front dominates another, each is dominated by one of the front before.</summary>
/// <remarks>Deb et al. 2002, NSGA-II, §III-A.</remarks>
public static class NondominatedSort
{
    /// <param name="points">[member][objective], all minimised, equal lengths.</param>
    /// <returns>Indices by front, the best front first; ascending within a front.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Fronts(IReadOnlyList<IReadOnlyList<double>> points)
    {
        var dominators = Enumerable.Range(0, points.Count).Select(member => Enumerable.Range(0, points.Count).Count(other => Dominates(points[other], points[member]))).ToArray();
        var fronts = new List<IReadOnlyList<int>>();
        var left = Enumerable.Range(0, points.Count).ToList();
        while (left.Count > 0)
        {
            int[] front = [.. left.Where(member => dominators[member] == 0)];
            left.RemoveAll(member => dominators[member] == 0);
            foreach (var member in left)
                dominators[member] -= front.Count(above => Dominates(points[above], points[member]));
            fronts.Add(front);
        }
        return fronts;
    }

    /// <summary>At least as good in every objective and better in one.</summary>
    public static bool Dominates(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var isBetter = false;
        for (var objective = 0; objective < one.Count; objective++)
        {
            if (one[objective] > other[objective])
                return false;
            isBetter |= one[objective] < other[objective];
        }
        return isBetter;
    }
}
