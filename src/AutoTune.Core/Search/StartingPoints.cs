using AutoTune.SearchSpaces;
using AutoTune.Trials;

namespace AutoTune.Search;

/// <summary>What every strategy tries first: the vendors' defaults, then the recipes.</summary>
/// <remarks>All vendor defaults come before any recipe, and engines take turns with their recipes, so that a short budget still hears of every engine.</remarks>
public static class StartingPoints
{
    /// <summary>Kinds of origin that count as starting points; the baseline, trial 0, is asked by the tuner.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["baseline", DefaultKind, "recipe"];

    private const string DefaultKind = "vendor default";

    private const int ShareOfBudget = 3;

    /// <summary>Distinct admitted starting configurations of the space, in the order in which they are tried.</summary>
    public static IReadOnlyList<Proposal.Evaluate> Of(SearchSpace space, IAdmission admission) =>
    [
        .. space.Branches.SelectMany(InBranch)
            .OrderBy(ranked => ranked.Rank)
            .Select(ranked => ranked.Start)
            .DistinctBy(start => start.Config.Key)
            .Where(start => admission.Admit(start.Config).IsAdmitted),
    ];

    /// <returns>Null once all are tried, or a third of the trial budget went to them; vendor defaults are tried in any case, and the first start of an engine whose own default cannot be.</returns>
    internal static Proposal.Evaluate? Next(StudyView study, UntriedConfigs untried)
    {
        var starts = Of(study.Space, study.Admission);
        var firsts = starts.DistinctBy(start => start.Config.Engine).ToHashSet();
        return starts.FirstOrDefault(start => (start.Origin.Kind == DefaultKind || firsts.Contains(start) || !IsShareSpent(study)) && untried.Contains(start.Config));
    }

    private static bool IsShareSpent(StudyView study) =>
        study.TrialBudget is { } budget
        && study.Trials.Count(trial => Kinds.Contains(trial.Origin.Kind)) >= Math.Max(1, budget / ShareOfBudget);

    private static IEnumerable<(int Rank, Proposal.Evaluate Start)> InBranch(SpaceBranch branch) =>
        branch.Seeds
            .Select(seed => Start(branch, seed))
            .Prepend(new(branch.VendorDefault(), VendorDefault(branch.Name)))
            .DistinctBy(start => start.Config.Key)
            .Select((start, rank) => (rank, start));

    private static Proposal.Evaluate Start(SpaceBranch branch, SpaceSeed seed) => new(
        branch.Configure(seed.Set),
        seed.Set.Count == 0 ? VendorDefault(branch.Name) : new("recipe", [], seed.Source is null ? seed.Name : $"{seed.Name} ({seed.Source})"));

    private static TrialOrigin VendorDefault(string engine) => new(DefaultKind, [], engine);
}
