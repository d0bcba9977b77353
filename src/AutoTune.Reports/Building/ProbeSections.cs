using AutoTune.Metrics;
using AutoTune.Studies;

namespace AutoTune.Reports.Building;

internal static class ProbeSections
{
    public static ProbeSection Of(ProbeSummary probe, ReportSource source)
    {
        var devices = source.Plan.Study.Evaluation is EvaluationMode.Served { Gpus: > 0 and var gpus } ? gpus : 1;
        return new()
        {
            OfferedRequestsPerSecond = probe.OfferedRate,
            RealisedRequestsPerSecond = probe.AchievedRate,
            Attainment = probe.Attainment,
            Requests = probe.Requests,
            Misses = probe.Requests - probe.Met,
            Errors = probe.Errors,
            WindowSeconds = probe.AchievedRate > 0 ? Math.Round(probe.Requests / probe.AchievedRate, 3) : 0,
            Valid = probe.WhyInvalid is null,
            WhyInvalid = probe.WhyInvalid,
            StoppedBecause = probe.StoppedBecause,
            Bound = probe.WhyInvalid is null ? Bottleneck.Of(probe)?.Sentence : null,
            Engine = EngineWords.Of(probe.Engine),
            Gpus = GpuWords.Of(probe.Gpus),
            TtftMs = Of(probe.TtftMs),
            TpotMs = Of(probe.TpotMs),
            OutputTokensPerSecond = probe.OutputTokensPerSecond,
            OutputTokensPerSecondPerUser = probe.TokensPerSecondPerUser,
            OutputTokensPerSecondPerDevice = probe.OutputTokensPerSecond / devices,
        };
    }

    private static Quantiles? Of(Metrics.Quantiles? seen) => seen is null ? null : new(seen.P50, seen.P90, seen.P99);
}
