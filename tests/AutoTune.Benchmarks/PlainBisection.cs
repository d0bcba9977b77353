using AutoTune.Capacity;
using AutoTune.Metrics;

namespace AutoTune.Benchmarks;

/// <summary>What others do, as the yardstick: a bracket by doubling, then bisection, each probe decided by whether so many requests reach the target; the middle of the last bracket is the answer.</summary>
internal static class PlainBisection
{
    private const double Precision = 1.02;

    /// <param name="requests">Of each probe.</param>
    public static async Task<double> FindAsync(IProbeRunner runner, double start, int requests, double target, TimeSpan warmUp, CancellationToken ct)
    {
        var stream = 0;
        double low = 0, high = double.PositiveInfinity;
        for (var rate = start; high / Math.Max(low, 1e-9) > Precision; rate = Next(low, high))
        {
            var probe = await runner.ProbeAsync(new ProbeRequest { Purpose = "bisection", StreamNumber = stream++, Rate = rate, WarmUp = warmUp, Window = TimeSpan.FromSeconds(requests / rate) }, ct);
            if (probe.Attainment >= target)
                low = rate;
            else
                high = rate;
            if (stream > 40)
                break;
        }

        return Math.Sqrt(low * high);
    }

    private static double Next(double low, double high) =>
        double.IsPositiveInfinity(high) ? low * 2 : low == 0 ? high / 2 : Math.Sqrt(low * high);
}
