using AutoTune.Load;

namespace AutoTune.Capacity;

/// <summary>Where to start when nothing is known: what a short closed loop completes.</summary>
internal static class Burst
{
    /// <summary>Few, since what is cut off at its end still has to be computed before the next probe; a faster engine is found by growing steps.</summary>
    private const int Concurrency = 8;

    /// <summary>A closed loop promises more than an open one holds.</summary>
    private const double OpenShare = 0.7;

    /// <returns>Requests/s; null where it could not be measured.</returns>
    public static async Task<double?> RateAsync(ProbeSeries probes, CapacityContext context, OneStream alone, CancellationToken ct)
    {
        var window = Longer(context.Probe.Window / 2, alone.MeanE2E * 3);
        if (await probes.ClosedAsync(Concurrency, "burst", alone.MeanE2E, window, ct) is not { } burst)
            return null;
        var saturated = burst.OutputTokensPerSecond / (burst.OutputTokensMean ?? context.Workload.Output.Mean());
        var halfOfOneUser = alone.MeanE2E > TimeSpan.Zero ? 0.5 / alone.MeanE2E.TotalSeconds : 0;
        return Math.Max(OpenShare * saturated, Math.Max(halfOfOneUser, probes.LowestRate));
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
