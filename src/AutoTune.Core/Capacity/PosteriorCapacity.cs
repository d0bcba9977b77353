using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>Probes where the capacity is thought to be, one window each, until it is known well enough: a joint posterior over capacity, width of the knee, lapses and effective sample size decides where and when.</summary>
public sealed class PosteriorCapacity : RateSearch
{
    private const int MostProbes = 12;
    private const int FewestProbes = 2;

    /// <summary>No single step leaves the neighbourhood by more, either way: a probe far from the knee tells little, and one far above it leaves a queue.</summary>
    private const double LargestStep = 2.5;

    /// <summary>Where probe k is made, as a multiple of the capacity that is thought of: at it they tell how high it is, above it how steep the knee is, without which nobody knows how much the others tell.</summary>
    private static readonly double[] Places = [1, 1, 1.15, 1, 1.25, 0.93];

    public override string Name => "posterior";

    private protected override async Task<TrialOutcome> SearchAsync(Goal.FindCapacity goal, CapacityContext context, ProbeSeries probes, OneStream alone, CancellationToken ct) =>
        await PriorAsync(goal, context, probes, alone, ct) is { } prior
            ? await SearchAsync(goal, context, probes, alone, prior, ct)
            : new TrialOutcome.NotMeasured(probes.WhyNotMeasured);

    /// <returns>Null where the burst could not be measured.</returns>
    private static async Task<CapacityPrior?> PriorAsync(Goal.FindCapacity goal, CapacityContext context, ProbeSeries probes, OneStream alone, CancellationToken ct) => goal switch
    {
        { StartRate: { } own, StartIsOwn: true } => CapacityPrior.Own(own),
        { StartRate: { } parent } => CapacityPrior.Related(parent),
        { RejectBelow: { } best } => CapacityPrior.Related(best),
        _ => await Burst.RateAsync(probes, context, alone, ct) is { } rate ? CapacityPrior.Burst(rate) : null,
    };

    private static async Task<TrialOutcome> SearchAsync(Goal.FindCapacity goal, CapacityContext context, ProbeSeries probes, OneStream alone, CapacityPrior prior, CancellationToken ct)
    {
        var race = new Race(goal);
        var rate = race.FirstRate(prior);
        while (true)
        {
            if (probes.SaysNothingAt(rate))
                return new TrialOutcome.Completed(Measurements.NoCapacity(context, alone));
            if (await probes.AtRateAsync(rate, race.PurposeOf(probes.Rated.Count), context.Probe.Window, mayStopEarly: true, ct) is null)
                return new TrialOutcome.NotMeasured(probes.WhyNotMeasured);
            var fit = CapacityFit.To(probes.Rated, context.Slo.Attainment, prior.NotAbove(probes.CompletionsInOverload(context.Workload)));
            if (race.IsLost(fit, probes.Rated.Count))
                return new TrialOutcome.Pruned(race.Why, Measurements.Of(context, alone, probes.Rated, fit));
            if (IsEnough(goal, probes, fit))
                return new TrialOutcome.Completed(Measurements.Of(context, alone, probes.Rated, fit));
            rate = Math.Clamp(fit.Capacity * Places[probes.Rated.Count % Places.Length], rate / LargestStep, rate * LargestStep);
        }
    }

    private static bool IsEnough(Goal.FindCapacity goal, ProbeSeries probes, CapacityFit fit) =>
        (probes.Rated.Count >= FewestProbes && fit.StandardError <= goal.Tolerance)
        || probes.Rated.Count >= MostProbes
        || probes.WouldExceed(goal.Allowance);
}
