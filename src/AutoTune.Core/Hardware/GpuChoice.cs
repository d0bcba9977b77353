namespace AutoTune.Hardware;

/// <summary>Which of the free GPUs a candidate gets: those whose slowest link is the fastest, since every exchange waits for it; then the most of all links; then the lowest numbers.</summary>
internal static class GpuChoice
{
    /// <summary>For several servers: the best linked group first, then the best of what it leaves.</summary>
    /// <param name="each">GPUs of one group.</param>
    /// <returns>One group after the other; null where fewer are free.</returns>
    public static IReadOnlyList<GpuDevice>? OfGroups(IReadOnlyList<GpuDevice> free, GpuLinks links, int each, int groups)
    {
        var chosen = new List<GpuDevice>();
        for (var group = 0; group < groups; group++)
        {
            if (Of([.. free.Except(chosen)], links, each) is not { } next)
                return null;
            chosen.AddRange(next);
        }
        return chosen;
    }

    /// <returns>Null where fewer are free.</returns>
    public static IReadOnlyList<GpuDevice>? Of(IReadOnlyList<GpuDevice> free, GpuLinks links, int count) =>
        Subsets([.. free.OrderBy(gpu => gpu.Index)], count)
            .MaxBy(gpus => (Slowest(gpus, links), Sum(gpus, links), -gpus.Sum(gpu => gpu.Index)));

    private static int Slowest(IReadOnlyList<GpuDevice> gpus, GpuLinks links) => Pairs(gpus).Select(pair => links.Between(pair.One, pair.Other)).DefaultIfEmpty(0).Min();

    private static int Sum(IReadOnlyList<GpuDevice> gpus, GpuLinks links) => Pairs(gpus).Sum(pair => links.Between(pair.One, pair.Other));

    private static IEnumerable<(int One, int Other)> Pairs(IReadOnlyList<GpuDevice> gpus) =>
        gpus.SelectMany((one, i) => gpus.Skip(i + 1).Select(other => (one.Index, other.Index)));

    /// <summary>Sixteen devices have 12,870 halves: all are looked at.</summary>
    private static IEnumerable<IReadOnlyList<GpuDevice>> Subsets(GpuDevice[] all, int count)
    {
        if (count > all.Length)
            yield break;
        var at = Enumerable.Range(0, count).ToArray();
        while (true)
        {
            yield return [.. at.Select(index => all[index])];
            var i = count - 1;
            while (i >= 0 && at[i] == all.Length - count + i)
                i--;
            if (i < 0)
                yield break;
            at[i]++;
            for (var j = i + 1; j < count; j++)
                at[j] = at[j - 1] + 1;
        }
    }
}
