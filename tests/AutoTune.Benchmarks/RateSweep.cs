using AutoTune.Capacity;

namespace AutoTune.Benchmarks;

/// <summary>What others do, as the second yardstick: ever higher rates on a grid until one misses the target; the middle between it and the one below is the answer.</summary>
internal static class RateSweep
{
    private const double Step = 1.1;

    /// <summary>Of the rate where a burst says that the capacity is: a grid starts well below.</summary>
    private const double Below = 0.25;

    /// <param name="requests">Of each probe.</param>
    public static async Task<double> FindAsync(IProbeRunner runner, double start, int requests, double target, TimeSpan warmUp, CancellationToken ct)
    {
        var stream = 0;
        async Task<bool> HoldsAsync(double rate)
        {
            var probe = await runner.ProbeAsync(new ProbeRequest { Purpose = "sweep", StreamNumber = stream++, Rate = rate, WarmUp = warmUp, Window = TimeSpan.FromSeconds(requests / rate) }, ct);
            return probe.Attainment >= target;
        }

        var rate = start * Below;
        while (!await HoldsAsync(rate))
            rate /= 2;
        do
            rate *= Step;
        while (await HoldsAsync(rate));
        return rate / Math.Sqrt(Step);
    }
}
