using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace AutoTune.Capacity;

/// <summary>How attainment falls with the rate around the capacity r*, of requests that do not fail by themselves.</summary>
/// <remarks>
/// Simulated queues fall like one of two curves. Where a queue builds up gradually, misses grow as a power of the rate: p = T^((r/r*)^k), with k from 4
/// (few slots) to 12; its slope keeps growing below the knee, which a probit does not follow. Where it breaks down at once (long answers), a probit of width s is nearer.
/// </remarks>
internal abstract record AttainmentCurve
{
    private AttainmentCurve()
    {
    }

    /// <summary>All that are thought possible, alike.</summary>
    public static IReadOnlyList<AttainmentCurve> All { get; } =
    [
        new Power(4), new Power(6), new Power(8), new Power(12), new Power(18),
        new Probit(0.04), new Probit(0.08), new Probit(0.16),
    ];

    /// <param name="target">At capacity, 0 to 1.</param>
    /// <returns>From ln r − ln r* to attainment.</returns>
    public abstract Func<double, double> Through(double target);

    private sealed record Power(double Exponent) : AttainmentCurve
    {
        public override Func<double, double> Through(double target)
        {
            var log = Math.Log(target);
            return distance => Math.Exp(log * Math.Exp(Exponent * distance));
        }
    }

    private sealed record Probit(double Width) : AttainmentCurve
    {
        public override Func<double, double> Through(double target)
        {
            var z = Normal.InvCDF(0, 1, target);
            return distance => 0.5 * SpecialFunctions.Erfc((distance / Width - z) / Math.Sqrt(2));
        }
    }
}
