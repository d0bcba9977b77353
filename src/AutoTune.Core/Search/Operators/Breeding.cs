using AutoTune.Randomness;
using AutoTune.Search.Selection;
using AutoTune.SearchSpaces;
using AutoTune.Trials;

namespace AutoTune.Search.Operators;

/// <summary>Makes a child: by mutation (0.70), by crossover (0.20) or by both (0.10); then known rules are mended.</summary>
internal sealed class Breeding(IReadOnlyList<SpaceBranch> branches, CounterRandom random)
{
    private const double MutationShare = 0.70;
    private const double CrossoverShare = 0.20;

    /// <param name="pick">Chooses a parent.</param>
    /// <returns>Null where this draw gave nothing; the next may.</returns>
    public Proposal.Evaluate? Child(Func<RankedTrial> pick)
    {
        var draw = random.Uniform();
        var first = pick().Trial;
        if (draw < MutationShare)
            return Mutant(first);
        var second = pick().Trial;
        if (SubtreeCrossover.Apply(branches, first.Config, second.Config, random) is not { } crossing)
            return Mutant(first);
        return draw < MutationShare + CrossoverShare ? Crossed(first, second, crossing) : CrossedMutant(first, second, crossing);
    }

    private Proposal.Evaluate? Mutant(ViewedTrial parent)
    {
        if (Mutation.Apply(branches, parent.Config, random) is not { } mutant || Mended(mutant, parent.Config) is not { } child)
            return null;
        return new(child, new TrialOrigin("mutation", [parent.Number], Difference.Describe(parent.Config, child)));
    }

    private Proposal.Evaluate? Crossed(ViewedTrial first, ViewedTrial second, Crossing crossing) =>
        Mended(crossing.Config, first.Config) is { } child
            ? new(child, new TrialOrigin("crossover", [first.Number, second.Number], Words(crossing, second)))
            : null;

    private Proposal.Evaluate? CrossedMutant(ViewedTrial first, ViewedTrial second, Crossing crossing)
    {
        if (Mutation.Apply(branches, crossing.Config, random) is not { } mutant || Mended(mutant, crossing.Config) is not { } child)
            return null;
        var detail = $"{Words(crossing, second)}; {Difference.Describe(crossing.Config, child)}";
        return new(child, new TrialOrigin("crossover", [first.Number, second.Number], detail));
    }

    /// <summary>Known rules are mended around what has just changed where that is possible, so that mending does not undo it.</summary>
    private ServingConfig? Mended(ServingConfig config, ServingConfig before)
    {
        var branch = branches.First(candidate => candidate.Name == config.Engine);
        var changed = config.Values.Where(entry => !before.Values.TryGetValue(entry.Key, out var old) || old != entry.Value).Select(entry => entry.Key).ToHashSet();
        return RuleRepair.Mend(branch, config, changed) ?? RuleRepair.Mend(branch, config);
    }

    private static string Words(Crossing crossing, ViewedTrial second) => $"{string.Join(", ", crossing.Taken)} from #{second.Number}";
}
