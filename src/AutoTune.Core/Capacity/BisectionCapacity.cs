using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>The plain capacity search: one stream alone, a bracket by factors, bisection, repeats at the fitted capacity until its standard error is small enough.</summary>
public sealed class BisectionCapacity : ICapacitySearch
{
    private const int MostProbes = 8;
    /// <summary>Few, since what is cut off at its end still has to be computed before the next probe; a faster engine is found by the bracket's growing steps.</summary>
    private const int BurstConcurrency = 8;

    /// <summary>A closed loop promises more than an open one holds.</summary>
    private const double OpenShareOfBurst = 0.7;

    /// <summary>How sure a rejection must be.</summary>
    private const double SureToReject = 0.98;

    /// <summary>Judged requests below which a probe says nothing: a lower rate is not tried.</summary>
    private const int FewestRequests = 4;

    /// <summary>Attainment below which a probe's throughput is the engine's own, not the load's.</summary>
    private const double Overloaded = 0.5;

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
        var start = goal.StartRate ?? goal.RejectBelow ?? await BurstRateAsync(probes, context, alone, ct);
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
            fit = CapacityFit.To(probes.Rated, context.Slo.Attainment, Math.Min(bracket.Centre, CompletionsInOverload(probes, context)));
            if (goal.RejectBelow is { } incumbent && fit.ProbabilityBelow(incumbent) > SureToReject)
                return new TrialOutcome.Pruned($"capacity below {incumbent:0.##} requests/s with more than {SureToReject * 100:0} % probability", Measurements.Of(context, alone, probes.Rated, fit));
            if ((bracket.IsClosed && fit.StandardError <= goal.Tolerance) || probes.WouldExceed(goal.Allowance))
                break;
        }

        return new TrialOutcome.Completed(Measurements.Of(context, alone, probes.Rated, fit!));
    }

    /// <summary>An overloaded engine answers about as many requests/s as it can at all: where to expect the capacity while only higher rates were tried. +∞ where none was overloaded.</summary>
    private static double CompletionsInOverload(ProbeSeries probes, CapacityContext context) =>
        probes.Rated.Where(probe => probe is { Attainment: < Overloaded, OutputTokensPerSecond: > 0 })
            .Select(probe => probe.OutputTokensPerSecond / context.Workload.Output.Mean())
            .DefaultIfEmpty(double.PositiveInfinity).Max();

    /// <summary>Tokens/s of a short closed loop, in requests/s.</summary>
    private static async Task<double?> BurstRateAsync(ProbeSeries probes, CapacityContext context, OneStream alone, CancellationToken ct)
    {
        var window = Longer(context.Probe.Window / 2, alone.MeanE2E * 3);
        if (await probes.ClosedAsync(BurstConcurrency, "burst", alone.MeanE2E, window, ct) is not { } burst)
            return null;
        var saturated = burst.OutputTokensPerSecond / (burst.OutputTokensMean ?? context.Workload.Output.Mean());
        var halfOfOneUser = alone.MeanE2E > TimeSpan.Zero ? 0.5 / alone.MeanE2E.TotalSeconds : 0;
        return Math.Max(OpenShareOfBurst * saturated, Math.Max(halfOfOneUser, FewestRequests / context.Probe.Window.TotalSeconds));
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
