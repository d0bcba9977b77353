using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>What a launch's probes say when they are judged under another SLO than the one that they were made for.</summary>
/// <remarks>Their rates were chosen for the other one: farther from the new capacity, they say less, and the interval shows it.</remarks>
public static class SecondOpinion
{
    /// <param name="probes">Judged under the context's SLO.</param>
    public static TrialOutcome Of(TrialOutcome measured, IReadOnlyList<ProbeSummary> probes, CapacityContext context)
    {
        if (measured is not (TrialOutcome.Completed or TrialOutcome.Pruned))
            return measured;
        if (OneStream.Of(probes, context.Slo) is not { } alone)
            return measured;
        var before = measured is TrialOutcome.Completed completed ? completed.Measurement : ((TrialOutcome.Pruned)measured).Measurement;
        if (alone.SurelyMisses)
            return new TrialOutcome.Completed(Measurements.NoCapacity(context, alone).WithQualityOf(before));
        var rated = probes.Where(probe => probe is { WhyInvalid: null, OfferedRate: not null, Requests: > 0 }).ToArray();
        if (rated.Length == 0)
            return new TrialOutcome.NotMeasured("none of its probes can be judged under these limits");
        var nearest = rated.OrderBy(probe => probe.StoppedBecause is not null).ThenBy(probe => Math.Abs(probe.Attainment - context.Slo.Attainment)).First();
        var prior = CapacityPrior.Related(nearest.OfferedRate!.Value).NotAbove(ProbeSeries.CompletionsInOverload(rated, context.Workload));
        var measurement = Measurements.Of(context, alone, rated, CapacityFit.To(rated, context.Slo.Attainment, prior)).WithQualityOf(before);
        return measured is TrialOutcome.Pruned pruned ? pruned with { Measurement = measurement } : new TrialOutcome.Completed(measurement);
    }
}
