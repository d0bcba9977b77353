using AutoTune.Randomness;

namespace AutoTune.Search.Impact;

/// <summary>η²: between-group over total sum of squares of the ranks.</summary>
internal static class ExplainedVariance
{
    private const int Reorderings = 200;
    private const double ChanceQuantile = 0.90;

    /// <summary>What is left of η² above the level that most reorderings of the ranks stay below, rescaled to 0 to 1.</summary>
    /// <remarks>Many small groups explain much by chance alone, so a plain η² favours parameters with many values.</remarks>
    public static double BeyondChance(IReadOnlyList<ValueGroup> groups, CounterRandom random)
    {
        int[] sizes = [.. groups.Select(group => group.Members.Count)];
        double[] ranks = [.. groups.SelectMany(group => group.Members).Select(member => member.Rank)];
        var total = SumOfSquares(ranks);
        if (total == 0)
            return 0;
        var chance = Enumerable.Range(0, Reorderings)
            .Select(_ => Between(sizes, random.Shuffle(ranks)) / total)
            .Order()
            .ElementAt((int)(ChanceQuantile * Reorderings));
        return chance < 1 ? Math.Max(0, (Between(sizes, ranks) / total - chance) / (1 - chance)) : 0;
    }

    public static double SumOfSquares(IEnumerable<Observation> observed) => SumOfSquares([.. observed.Select(one => one.Rank)]);

    private static double SumOfSquares(double[] ranks)
    {
        var mean = ranks.Average();
        return ranks.Sum(rank => (rank - mean) * (rank - mean));
    }

    /// <param name="ranks">Group after group.</param>
    private static double Between(int[] sizes, double[] ranks)
    {
        var mean = ranks.Average();
        var from = 0;
        double sum = 0;
        foreach (var size in sizes)
        {
            sum += size * Math.Pow(ranks.AsSpan(from, size).ToArray().Average() - mean, 2);
            from += size;
        }
        return sum;
    }
}
