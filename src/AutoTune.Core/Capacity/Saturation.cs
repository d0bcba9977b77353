using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>Capacity without a latency limit: what a closed loop with many users completes.</summary>
internal static class Saturation
{
    private const int Users = 64;
    private const int Repeats = 3;

    public static async Task<TrialOutcome> MeasureAsync(ProbeSeries probes, CapacityContext context, OneStream alone, CancellationToken ct)
    {
        var rates = new List<double>();
        var tokens = new List<double>();
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            if (await probes.ClosedAsync(Users, "saturation", context.Probe.WarmUp, context.Probe.Window, ct) is not { } probe)
                return new TrialOutcome.NotMeasured(probes.WhyNotMeasured);
            rates.Add(probe.Goodput);
            tokens.Add(probe.OutputTokensPerSecond);
        }

        return new TrialOutcome.Completed(Measurements.With(context, alone, Mean(rates), Mean(tokens)));
    }

    private static Estimate Mean(List<double> values)
    {
        var mean = values.Average();
        var sd = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        return mean > 0
            ? new(mean, sd / mean / Math.Sqrt(values.Count), values.Count - 1, Scale.Log, 1)
            : Estimate.Exact(0);
    }
}
