using AutoTune.Studies;

namespace AutoTune.Search.Selection;

/// <summary>The feasible trials that no other feasible trial dominates.</summary>
public static class ParetoFront
{
    /// <param name="objectives">One (the front is the best trial, ties included) or two.</param>
    /// <returns>Best in the first objective first.</returns>
    public static IReadOnlyList<ViewedTrial> Of(
        IEnumerable<ViewedTrial> trials,
        IReadOnlyList<Objective> objectives,
        IReadOnlyList<MetricConstraint> constraints)
    {
        var feasible = trials
            .Select(trial => (Trial: trial, (Standing.Of(trial.Outcome, objectives, constraints) as Standing.Feasible)?.Costs))
            .Where(entry => entry.Costs is not null)
            .ToArray();
        return
        [
            .. feasible
                .Where(entry => !Array.Exists(feasible, other => NondominatedSort.Dominates(other.Costs!, entry.Costs!)))
                .OrderBy(entry => entry.Costs![0])
                .ThenBy(entry => entry.Trial.Number)
                .Select(entry => entry.Trial),
        ];
    }
}
