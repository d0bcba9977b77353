using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>Puts a launch's figures under their names.</summary>
internal static class Measurements
{
    /// <summary>A figure of zero is certain: no rate was found that holds.</summary>
    public static TrialMeasurement NoCapacity(CapacityContext context, OneStream alone) =>
        With(context, alone, Estimate.Exact(0), Estimate.Exact(0));

    /// <summary>Of a configuration that is out of the question, so that its capacity was not looked for.</summary>
    public static TrialMeasurement NothingToFind(CapacityContext context) =>
        new(Figures(context, Estimate.Exact(0), Estimate.Exact(0)), new Dictionary<string, Estimate>());

    /// <summary>A rate holds, so one stream does: what a few requests of it missed was chance, and its margins are not negative.</summary>
    public static TrialMeasurement Of(CapacityContext context, OneStream alone, IReadOnlyList<ProbeSummary> probes, CapacityFit fit)
    {
        var nearest = probes.MinBy(probe => Math.Abs(Math.Log((probe.OfferedRate ?? probe.AchievedRate) / fit.Capacity)))!;
        var tokens = nearest.OutputTokensPerSecond * fit.Capacity / (nearest.OfferedRate ?? nearest.AchievedRate);
        var found = With(context, alone, fit.ToEstimate(), fit.ToEstimate() with { Value = tokens });
        return found with { SloMargins = found.SloMargins.ToDictionary(margin => margin.Key, margin => margin.Value with { Value = Math.Max(0, margin.Value.Value) }) };
    }

    public static TrialMeasurement With(CapacityContext context, OneStream alone, Estimate capacity, Estimate tokensPerSecond)
    {
        var metrics = Figures(context, capacity, tokensPerSecond);
        if (alone.TtftMs is { } ttft)
            metrics[MetricNames.TtftOneStream] = ttft;
        if (alone.TpotMs is { } tpot)
            metrics[MetricNames.TpotOneStream] = tpot;
        return new(metrics, alone.Margins);
    }

    private static SortedDictionary<string, Estimate> Figures(CapacityContext context, Estimate capacity, Estimate tokensPerSecond) => new(StringComparer.Ordinal)
    {
        [MetricNames.Capacity] = capacity,
        [MetricNames.CapacityPerGpu] = PerGpu(capacity, context.Gpus),
        [MetricNames.OutputTokensPerSecond] = tokensPerSecond,
    };

    public static Estimate PerGpu(Estimate capacity, int gpus) => capacity with
    {
        Value = capacity.Value / Math.Max(1, gpus),
        StandardError = capacity.Scale == Scale.Log ? capacity.StandardError : capacity.StandardError / Math.Max(1, gpus),
    };
}
