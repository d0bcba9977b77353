using AutoTune.Load;
using AutoTune.Metrics;

namespace AutoTune.Capacity;

/// <summary>The valid probes of one launch, in order. An invalid one is repeated on a fresh stream, twice at most.</summary>
internal sealed class ProbeSeries(CapacityContext context, IProbeRunner runner)
{
    private const int MostAttempts = 3;

    /// <summary>Judged requests below which a probe says nothing: a lower rate is not tried.</summary>
    private const int FewestRequests = 4;

    /// <summary>Attainment below which a probe's throughput is the engine's own, not the load's.</summary>
    private const double Overloaded = 0.5;

    private readonly List<ProbeSummary> _rated = [];

    /// <summary>Those at a rate: what a capacity is fitted to.</summary>
    public IReadOnlyList<ProbeSummary> Rated => _rated;

    /// <summary>Seconds of all probes so far, invalid ones too.</summary>
    private double _seconds;

    private double _longest;

    /// <summary>Requests/s.</summary>
    public double LowestRate => FewestRequests / context.Probe.Window.TotalSeconds;

    public bool SaysNothingAt(double rate) => rate * context.Probe.Window.TotalSeconds < FewestRequests;

    /// <summary>Whether one more probe, as long as the longest so far, would pass the bound.</summary>
    public bool WouldExceed(TimeSpan? allowance) => allowance is { } bound && _seconds + _longest > bound.TotalSeconds;

    /// <summary>An overloaded engine answers about as many requests/s as it can at all: where to expect the capacity while only higher rates were tried. +∞ where none was overloaded.</summary>
    public double CompletionsInOverload(Workload workload) => CompletionsInOverload(_rated, workload);

    /// <inheritdoc cref="CompletionsInOverload(Workload)"/>
    public static double CompletionsInOverload(IEnumerable<ProbeSummary> rated, Workload workload) =>
        rated.Where(probe => probe is { Attainment: < Overloaded, OutputTokensPerSecond: > 0 })
            .Select(probe => probe.OutputTokensPerSecond / workload.Output.Mean())
            .DefaultIfEmpty(double.PositiveInfinity).Max();

    /// <summary>Set once a probe stayed invalid.</summary>
    public string WhyNotMeasured { get; private set; } = "";

    /// <returns>Null where it could not be measured.</returns>
    public async Task<ProbeSummary?> AtRateAsync(double rate, string purpose, TimeSpan window, bool mayStopEarly, CancellationToken ct)
    {
        var probe = await ValidAsync(New(purpose, context.Probe.WarmUp, window) with { Rate = rate, MayStopEarly = mayStopEarly }, ct);
        if (probe is not null)
            _rated.Add(probe);
        return probe;
    }

    /// <inheritdoc cref="AtRateAsync"/>
    public Task<ProbeSummary?> ClosedAsync(int concurrency, string purpose, TimeSpan warmUp, TimeSpan window, CancellationToken ct, int? mostRequests = null) =>
        ValidAsync(New(purpose, warmUp, window) with { Concurrency = concurrency, MostRequests = mostRequests }, ct);

    private static ProbeRequest New(string purpose, TimeSpan warmUp, TimeSpan window) =>
        new() { Purpose = purpose, StreamNumber = -1, WarmUp = warmUp, Window = window };

    private async Task<ProbeSummary?> ValidAsync(ProbeRequest request, CancellationToken ct)
    {
        string? whyRepeated = null;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var probe = await runner.ProbeAsync(request with { StreamNumber = context.Streams.Next(), Attempt = attempt, WhyRepeated = whyRepeated }, ct);
            _seconds += probe.ElapsedSeconds;
            _longest = Math.Max(_longest, probe.ElapsedSeconds);
            if (probe.WhyInvalid is null)
                return probe;
            whyRepeated = probe.WhyInvalid;
            WhyNotMeasured = $"{MostAttempts} probes in a row were invalid: {whyRepeated}";
        }

        return null;
    }
}
