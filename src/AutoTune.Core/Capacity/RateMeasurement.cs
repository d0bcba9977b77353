using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>Measures at rates that somebody chose: a comparison at one rate, or a confirmation.</summary>
public static class RateMeasurement
{
    /// <returns>Completed with attainment and goodput, and the capacity that these probes alone would say, as wide as it then is; or NotMeasured.</returns>
    public static async Task<TrialOutcome> MeasureAsync(Goal.MeasureAt goal, CapacityContext context, IProbeRunner runner, string purpose, CancellationToken ct)
    {
        var probes = new ProbeSeries(context, runner);
        foreach (var rate in goal.Rates)
        {
            if (await probes.AtRateAsync(rate, purpose, goal.Window ?? context.Probe.Window, goal.StopWhenHopeless, ct) is null)
                return new TrialOutcome.NotMeasured(probes.WhyNotMeasured);
        }

        return new TrialOutcome.Completed(new(Metrics(context, probes.Rated), new Dictionary<string, Estimate>()));
    }

    private static SortedDictionary<string, Estimate> Metrics(CapacityContext context, IReadOnlyList<ProbeSummary> probes)
    {
        var fit = CapacityFit.To(probes, context.Slo.Attainment, CapacityPrior.Related(probes.Average(probe => probe.OfferedRate ?? probe.AchievedRate)));
        var highest = probes.MaxBy(probe => probe.OfferedRate ?? probe.AchievedRate)!;
        return new(StringComparer.Ordinal)
        {
            [MetricNames.Attainment] = Share(probes),
            [MetricNames.Goodput] = Share([highest]) is var share ? share with { Value = highest.Goodput, StandardError = share.StandardError * highest.AchievedRate } : share,
            [MetricNames.OutputTokensPerSecond] = Estimate.Exact(highest.OutputTokensPerSecond),
            [MetricNames.Capacity] = fit.ToEstimate(),
            [MetricNames.CapacityPerGpu] = Measurements.PerGpu(fit.ToEstimate(), context.Gpus),
        };
    }

    /// <summary>Between windows where there are several; else as if the window were worth a dozen independent requests.</summary>
    private static Estimate Share(IReadOnlyList<ProbeSummary> probes)
    {
        var met = probes.Sum(probe => probe.Met);
        var requests = Math.Max(1, probes.Sum(probe => probe.Requests));
        var share = (double)met / requests;
        if (probes.Count == 1)
            return new(share, Math.Sqrt(share * (1 - share) / Math.Min(requests, 12)), 2, Scale.Linear, 1);
        var sd = Math.Sqrt(probes.Sum(probe => Math.Pow(probe.Attainment - share, 2)) / (probes.Count - 1));
        return new(share, sd / Math.Sqrt(probes.Count), probes.Count - 1, Scale.Linear, 1);
    }
}
