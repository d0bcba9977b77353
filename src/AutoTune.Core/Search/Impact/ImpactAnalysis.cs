using AutoTune.Randomness;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Search.Impact;

/// <summary>Says what each parameter did, from the trials that were made anyway.</summary>
/// <remarks>
/// One-way grouping on ranks (Kruskal and Wallis): ranks do not care about the scale of the objective or about outliers, and let capacity 0 take part.
/// A search does not vary one setting at a time, so shares describe these trials; ablation, not this, tells causes.
/// </remarks>
public static class ImpactAnalysis
{
    /// <summary>For the report.</summary>
    public const string Method =
        "Share of the variance of the ranked objective that a one-way grouping by the parameter's values explains (numbers in up to four "
        + "groups of about equal size), less what 90 % of random reorderings stay below; normalised to 1. Measured trials only; parameters "
        + "that changed together share what they did.";

    private const int FewestTrials = 4;

    /// <returns>Largest share first; parameters that no trial varied have share 0.</returns>
    public static IReadOnlyList<ParameterImpact> Of(SearchSpace space, IEnumerable<ViewedTrial> trials, Objective objective, ulong seed)
    {
        var observed = Observation.Of(trials, objective);
        var explained = ImpactColumn.Of(space)
            .Select((column, index) => Measure(column, observed, new(seed, index, "impact")))
            .ToArray();
        var total = explained.Sum(impact => impact.Share);
        return [.. explained.Select(impact => impact with { Share = total > 0 ? impact.Share / total : 0 }).OrderByDescending(impact => impact.Share)];
    }

    private static ParameterImpact Measure(ImpactColumn column, IReadOnlyList<Observation> observed, CounterRandom random)
    {
        var active = observed.Where(column.IsActive).ToArray();
        var groups = column.Groups(active);
        double share = 0;
        if (groups.Count > 1 && active.Length >= FewestTrials)
            share = ExplainedVariance.BeyondChance(groups, random) * ExplainedVariance.SumOfSquares(active) / ExplainedVariance.SumOfSquares(observed);
        return new(column.Engine, column.Name, share, [.. groups.Select(Describe)]);
    }

    private static ValueImpact Describe(ValueGroup group)
    {
        double[] sorted = [.. group.Members.Select(member => member.Value).Order()];
        return new(group.Label, sorted.Length, (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2);
    }
}
