namespace AutoTune.Yaml;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
public static class NearestName
{
    /// <summary>The shortest candidate that begins with it, else the one with the fewest edits; null where none is near (more than a third of the name, at least two edits).</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        var all = candidates.ToArray();
        if (name.Length > 2 && all.Where(candidate => candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase)).MinBy(candidate => candidate.Length) is { } longer)
            return longer;
        var bound = Math.Max(2, name.Length / 3);
        string? nearest = null;
        foreach (var candidate in all)
        {
            var distance = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance > bound || distance >= Math.Max(name.Length, candidate.Length))
                continue;
            (nearest, bound) = (candidate, distance - 1);
        }
        return nearest;
    }

    /// <summary>For the end of a message: <c>; did you mean 'slots'? allowed: batch, slots</c>.</summary>
    public static string Hint(string name, IEnumerable<string> candidates)
    {
        var all = candidates.ToArray();
        var guess = Of(name, all) is { } nearest ? $"; did you mean '{nearest}'?" : ";";
        return all.Length == 0 ? "" : $"{guess} allowed: {string.Join(", ", all)}";
    }

    /// <summary>Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.</summary>
    /// <remarks>Damerau 1964; Levenshtein 1966.</remarks>
    public static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
            for (var j = 1; j <= right.Length; j++)
                rows[i, j] = Cheapest(rows, left, right, i, j);
        return rows[left.Length, right.Length];
    }

    private static int Cheapest(int[,] rows, string left, string right, int i, int j)
    {
        var same = left[i - 1] == right[j - 1];
        var cost = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (same ? 0 : 1));
        var isSwap = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return isSwap ? Math.Min(cost, rows[i - 2, j - 2] + 1) : cost;
    }
}
