using AutoTune.SearchSpaces;

namespace AutoTune.Search.Selection;

/// <summary>The best trials so far, best first.</summary>
public static class Population
{
    /// <param name="branches">Engines that parents may have.</param>
    /// <param name="size">At most so many.</param>
    public static IReadOnlyList<RankedTrial> Of(StudyView study, IReadOnlyList<SpaceBranch> branches, int size) =>
        [.. Ranked(study).Where(ranked => branches.Any(branch => branch.Name == ranked.Trial.Config.Engine)).Take(size)];

    /// <summary>All trials that say something about their configuration, best first.</summary>
    /// <remarks>Deb's rules: fronts of the feasible, then the infeasible by violation, then crashes.</remarks>
    public static IReadOnlyList<RankedTrial> Ranked(StudyView study)
    {
        var standings = study.Trials
            .Select(trial => (Trial: trial, Standing: Standing.Of(trial.Outcome, study.Objectives, study.Constraints)))
            .ToArray();
        var ranked = new List<RankedTrial>();
        ranked.AddRange(Feasible([.. standings.Where(entry => entry.Standing is Standing.Feasible)]));
        foreach (var equals in standings.GroupBy(Violation).Where(group => group.Key is not null).OrderBy(group => group.Key))
            ranked.AddRange(Behind(ranked, equals));
        ranked.AddRange(Behind(ranked, standings.Where(entry => entry.Standing is Standing.Crashed)));
        return [.. ranked.OrderBy(one => one.Front).ThenByDescending(one => one.Crowding).ThenBy(one => one.Trial.Number)];
    }

    private static IEnumerable<RankedTrial> Feasible((ViewedTrial Trial, Standing? Standing)[] entries)
    {
        var fronts = NondominatedSort.Fronts([.. entries.Select(Costs)]);
        for (var front = 0; front < fronts.Count; front++)
        {
            var crowding = CrowdingDistance.Of([.. fronts[front].Select(member => Costs(entries[member]))]);
            for (var place = 0; place < crowding.Length; place++)
                yield return new(entries[fronts[front][place]].Trial, front, crowding[place]);
        }
    }

    private static IReadOnlyList<double> Costs((ViewedTrial Trial, Standing? Standing) entry) => ((Standing.Feasible)entry.Standing!).Costs;

    private static double? Violation((ViewedTrial Trial, Standing? Standing) entry) => (entry.Standing as Standing.Infeasible)?.Violation;

    private static RankedTrial[] Behind(List<RankedTrial> ranked, IEnumerable<(ViewedTrial Trial, Standing? Standing)> entries)
    {
        var front = ranked.Count == 0 ? 0 : ranked.Max(other => other.Front) + 1;
        return [.. entries.Select(entry => new RankedTrial(entry.Trial, front, Crowding: 0))];
    }
}
