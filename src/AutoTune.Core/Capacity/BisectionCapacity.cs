using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>The plain capacity search: one stream alone, a bracket by factors, bisection, repeats at the fitted capacity until its standard error is small enough.</summary>
public sealed class BisectionCapacity : RateSearch
{
    private const int MostProbes = 8;

    public override string Name => "bisection";

    private protected override async Task<TrialOutcome> SearchAsync(Goal.FindCapacity goal, CapacityContext context, ProbeSeries probes, OneStream alone, CancellationToken ct)
    {
        var start = goal.StartRate ?? goal.RejectBelow ?? await Burst.RateAsync(probes, context, alone, ct);
        return start is { } rate
            ? await SearchAsync(goal, context, probes, alone, new Bracket(rate, goal.StartIsOwn), ct)
            : new TrialOutcome.NotMeasured(probes.WhyNotMeasured);
    }

    private static async Task<TrialOutcome> SearchAsync(Goal.FindCapacity goal, CapacityContext context, ProbeSeries probes, OneStream alone, Bracket bracket, CancellationToken ct)
    {
        var fit = default(CapacityFit);
        var race = new Race(goal);
        while (probes.Rated.Count < MostProbes)
        {
            var (rate, purpose) = bracket.Next(fit, goal.Tolerance);
            if (probes.SaysNothingAt(rate))
                return new TrialOutcome.Completed(Measurements.NoCapacity(context, alone));
            if (await probes.AtRateAsync(rate, purpose, context.Probe.Window, mayStopEarly: true, ct) is not { } probe)
                return new TrialOutcome.NotMeasured(probes.WhyNotMeasured);
            bracket.Add(rate, probe.Attainment >= context.Slo.Attainment);
            fit = CapacityFit.To(probes.Rated, context.Slo.Attainment, CapacityPrior.Related(bracket.Centre).NotAbove(probes.CompletionsInOverload(context.Workload)));
            if (race.IsLost(fit, probes.Rated.Count))
                return new TrialOutcome.Pruned(race.Why, Measurements.Of(context, alone, probes.Rated, fit));
            if ((bracket.IsClosed && fit.StandardError <= goal.Tolerance) || probes.WouldExceed(goal.Allowance))
                break;
        }

        return new TrialOutcome.Completed(Measurements.Of(context, alone, probes.Rated, fit!));
    }
}
