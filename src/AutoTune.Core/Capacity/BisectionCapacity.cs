using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>The plain capacity search: one stream alone, a bracket by factors, bisection, repeats at the fitted capacity until its standard error is small enough.</summary>
public sealed class BisectionCapacity : ICapacitySearch
{
    private const int MostProbes = 8;
    /// <summary>How sure a rejection must be.</summary>
    private const double SureToReject = 0.98;

    /// <summary>Judged requests below which a probe says nothing: a lower rate is not tried.</summary>
    private const int FewestRequests = 4;

    public string Name => "bisection";

    public async Task<TrialOutcome> FindAsync(Goal.FindCapacity goal, CapacityContext context, IProbeRunner runner, CancellationToken ct)
    {
        var probes = new ProbeSeries(context, runner);
        if (await OneStream.MeasureAsync(probes, context, ct) is not { } alone)
            return new TrialOutcome.NotMeasured(probes.WhyNotMeasured);
        if (alone.SurelyMisses)
            return new TrialOutcome.Completed(Measurements.NoCapacity(context, alone));
        if (!context.Slo.HasLimits)
            return await Saturation.MeasureAsync(probes, context, alone, ct);
        var start = goal.StartRate ?? goal.RejectBelow ?? await Burst.RateAsync(probes, context, alone, ct);
        return start is { } rate
            ? await SearchAsync(goal, context, probes, alone, new Bracket(rate, goal.StartIsOwn), ct)
            : new TrialOutcome.NotMeasured(probes.WhyNotMeasured);
    }

    private static async Task<TrialOutcome> SearchAsync(Goal.FindCapacity goal, CapacityContext context, ProbeSeries probes, OneStream alone, Bracket bracket, CancellationToken ct)
    {
        var fit = default(CapacityFit);
        while (probes.Rated.Count < MostProbes)
        {
            var (rate, purpose) = bracket.Next(fit, goal.Tolerance);
            if (rate * context.Probe.Window.TotalSeconds < FewestRequests)
                return new TrialOutcome.Completed(Measurements.NoCapacity(context, alone));
            if (await probes.AtRateAsync(rate, purpose, context.Probe.Window, mayStopEarly: true, ct) is not { } probe)
                return new TrialOutcome.NotMeasured(probes.WhyNotMeasured);
            bracket.Add(rate, probe.Attainment >= context.Slo.Attainment);
            fit = CapacityFit.To(probes.Rated, context.Slo.Attainment, CapacityPrior.Related(bracket.Centre).NotAbove(probes.CompletionsInOverload(context.Workload)));
            if (goal.RejectBelow is { } incumbent && fit.ProbabilityBelow(incumbent) > SureToReject)
                return new TrialOutcome.Pruned($"capacity below {incumbent:0.##} requests/s with more than {SureToReject * 100:0} % probability", Measurements.Of(context, alone, probes.Rated, fit));
            if ((bracket.IsClosed && fit.StandardError <= goal.Tolerance) || probes.WouldExceed(goal.Allowance))
                break;
        }

        return new TrialOutcome.Completed(Measurements.Of(context, alone, probes.Rated, fit!));
    }
}
