using AutoTune.Metrics;
using AutoTune.Studies;
using MathNet.Numerics.Distributions;

namespace AutoTune.Capacity;

/// <summary>What one user alone sees: the least that any rate costs. A configuration that misses the SLO here has no capacity.</summary>
internal sealed class OneStream
{
    /// <summary>A few misses of a few requests may be chance; how unlikely that must be to give a configuration up.</summary>
    private const double Doubt = 0.01;

    /// <summary>Every request missed, and a limit by more than this (of the logarithm): no chance either.</summary>
    private const double FarOff = 0.2;

    private const double UnknownError = 0.3;

    /// <summary>Sixteen tell a mean latency to a few percent, and a configuration that misses with half of its requests from one that does not.</summary>
    private const int Enough = 16;

    private const string Purpose = "one stream";

    private readonly ProbeSummary _probe;

    private OneStream(ProbeSummary probe, double target)
    {
        _probe = probe;
        var misses = probe.Requests - probe.Met;
        SurelyMisses = misses > 0
            && (1 - Binomial.CDF(1 - target, probe.Requests, misses - 1) < Doubt || (probe.Met == 0 && probe.SloMargins.Values.Any(margin => margin < -FarOff)));
    }

    public bool SurelyMisses { get; }

    public TimeSpan MeanE2E => TimeSpan.FromMilliseconds(_probe.E2EMs?.Mean ?? 0);

    public Estimate? TtftMs => EstimateOf(_probe.TtftMs);

    public Estimate? TpotMs => EstimateOf(_probe.TpotMs);

    /// <summary>ln(limit ÷ seen) per limit.</summary>
    public IReadOnlyDictionary<string, Estimate> Margins => _probe.SloMargins.ToDictionary(
        margin => margin.Key,
        margin => new Estimate(margin.Value, StandardErrorOf(margin.Key), Math.Max(1, _probe.Requests - 1), Scale.Linear, 1));

    /// <summary>A configuration is given up only where it misses twice: a host that was busy for a moment would cost it for good.</summary>
    /// <returns>Null where it could not be measured.</returns>
    public static async Task<OneStream?> MeasureAsync(ProbeSeries probes, CapacityContext context, CancellationToken ct)
    {
        var first = await OnceAsync(probes, context, ct);
        return first is { SurelyMisses: true } ? await OnceAsync(probes, context, ct) : first;
    }

    /// <summary>From its probes, as they were judged; the last one decides.</summary>
    public static OneStream? Of(IEnumerable<ProbeSummary> probes, Slo slo) =>
        probes.LastOrDefault(probe => probe is { WhyInvalid: null, Purpose: Purpose }) is { } last ? new(last, slo.Attainment) : null;

    private static async Task<OneStream?> OnceAsync(ProbeSeries probes, CapacityContext context, CancellationToken ct) =>
        await probes.ClosedAsync(1, Purpose, TimeSpan.Zero, context.Probe.Window / 2, ct, Enough) is { } probe
            ? new(probe, context.Slo.Attainment)
            : null;

    /// <summary>Of a quantile about 1.25 times that of the mean, for lack of more requests.</summary>
    private double StandardErrorOf(string limit) => 1.25 * (limit switch
    {
        "ttft" => TtftMs,
        "tpot" => TpotMs,
        _ => EstimateOf(_probe.E2EMs),
    })?.StandardError ?? UnknownError;

    private static Estimate? EstimateOf(Quantiles? latency) => latency is null ? null : new(
        latency.Mean,
        latency.Count > 1 ? latency.StandardDeviation / latency.Mean / Math.Sqrt(latency.Count) : UnknownError,
        Math.Max(1, latency.Count - 1),
        Scale.Log,
        1);
}
