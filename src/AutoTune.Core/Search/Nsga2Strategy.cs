using AutoTune.Search.Operators;
using AutoTune.Search.Selection;

namespace AutoTune.Search;

/// <summary>NSGA-II in steady state on typed trees: each ask breeds one child of the best trials so far.</summary>
/// <remarks>Deb et al. 2002. The population is recomputed from all trials at every ask, so nothing is remembered between asks and no generation is waited for.</remarks>
public sealed class Nsga2Strategy(int populationSize = 20) : IStrategy
{
    private const int Attempts = 20;

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
        var population = Population.Of(study, untried.Branches, populationSize);
        if (population.Count == 0)
            return null;
        var breeding = new Breeding(untried.Branches, random);
        for (var attempt = 0; attempt < Attempts; attempt++)
            if (breeding.Child(() => Tournament.Pick(population, random)) is { } child && untried.Contains(child.Config))
                return child;
        return null;
    }
}
