using AutoTune.Randomness;
using AutoTune.Search.Operators;
using AutoTune.Search.Selection;

namespace AutoTune.Search;

/// <summary>NSGA-II in steady state on typed trees: after the starting points and some random draws, each ask breeds one child of the best trials so far.</summary>
/// <remarks>
/// Deb et al. 2002. The population is recomputed from all trials at every ask, so nothing is remembered between asks and no generation is waited for.
/// A search has tens of trials, not thousands: parents are the best third of them, since among all of them a tournament selects next to nothing.
/// </remarks>
/// <param name="populationSize">Most parents that an ask may choose from.</param>
public sealed class Nsga2Strategy(int populationSize = 20) : IStrategy
{
    private const int Attempts = 20;
    private const int FewestParents = 4;
    private const int ShareOfParents = 3;
    private const int TrialsBeforeBreeding = 12;
    private const int ShareBeforeBreeding = 3;

    public string Name => "nsga2";

    public Proposal Propose(StudyView study, int askNumber, CancellationToken ct)
    {
        var untried = new UntriedConfigs(study);
        return StartingPoints.Next(study, untried)
            ?? Breed(study, untried, new(study.Seed, askNumber, "breed"))
            ?? untried.Sample(new(study.Seed, askNumber, "random"));
    }

    private Proposal.Evaluate? Breed(StudyView study, UntriedConfigs untried, CounterRandom random)
    {
        if (study.Trials.Count < Math.Min(TrialsBeforeBreeding, study.TrialBudget / ShareBeforeBreeding ?? int.MaxValue))
            return null;
        var parents = Math.Clamp(study.Trials.Count / ShareOfParents, FewestParents, Math.Max(FewestParents, populationSize));
        var population = Population.Of(study, untried.Branches, parents);
        if (population.Count == 0)
            return null;
        var breeding = new Breeding(untried.Branches, random);
        for (var attempt = 0; attempt < Attempts; attempt++)
            if (breeding.Child(() => Tournament.Pick(population, random)) is { } child && untried.Contains(child.Config))
                return child;
        return null;
    }
}
