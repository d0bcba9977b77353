using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Finals;

/// <summary>The comparison's launches of two trials, paired in the order of their making.</summary>
public sealed class FinalsPairs
{
    private readonly FinalsPlan _plan;

    public FinalsPairs(FinalsPlan plan, StudyHistory history, int finalist, int baseline)
    {
        _plan = plan;
        var (a, b) = (Values(history, finalist), Values(history, baseline));
        Begun = Math.Min(a.Count, b.Count);
        Complete = [.. a.Zip(b).Where(pair => pair.First is not null && pair.Second is not null).Select(pair => (pair.First!, pair.Second!))];
    }

    public int Begun { get; }

    /// <summary>Those whose launches were both measured. What cannot hold its SLO has capacity 0 and pairs as such.</summary>
    public IReadOnlyList<(Estimate Finalist, Estimate Baseline)> Complete { get; }

    /// <returns>Null as long as pairs are missing.</returns>
    public PairedComparison? Compare() => Complete.Count < _plan.Pairs
        ? null
        : PairedComparison.Of(Complete, _plan.Objective.Direction == ObjectiveDirection.Maximize, _plan.LeastValue);

    private List<Estimate?> Values(StudyHistory history, int trial) =>
        [.. history.Trials[trial].LaunchesFor(LaunchPurpose.Comparison).Select(launch => FinalsRanking.Value(launch.Outcome!, _plan.Objective.Metric))];
}
