using AutoTune.Randomness;

namespace AutoTune.Search.Selection;

/// <summary>Constrained binary tournament: two at random, the better one becomes a parent.</summary>
internal static class Tournament
{
    /// <param name="population">Best first, not empty.</param>
    public static RankedTrial Pick(IReadOnlyList<RankedTrial> population, CounterRandom random) =>
        population[Math.Min(random.Below(population.Count), random.Below(population.Count))];
}
