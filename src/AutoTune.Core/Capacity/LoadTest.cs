using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>A load test against any OpenAI-compatible server, without a study: what <c>bench</c> does.</summary>
public sealed class LoadTest(ILoadGenerator load, LoadTarget target, ProbeSettings probe)
{
    private readonly StreamCounter _streams = new();

    /// <summary>One probe per rate, as they finish. An invalid one is shown as such, not repeated.</summary>
    /// <param name="rampTo">Requests/s at the window's end; null where each rate stays.</param>
    public IAsyncEnumerable<ProbeSummary> AtRatesAsync(IEnumerable<double> rates, double? rampTo, CancellationToken ct) =>
        RunAsync(rates.Select(rate => New() with { Rate = rate, RampTo = rampTo }), ct);

    public IAsyncEnumerable<ProbeSummary> AtConcurrencyAsync(IEnumerable<int> users, CancellationToken ct) =>
        RunAsync(users.Select(count => New() with { Concurrency = count }), ct);

    public Task<TrialOutcome> FindCapacityAsync(ICapacitySearch search, double tolerance, CancellationToken ct) =>
        search.FindAsync(
            new Goal.FindCapacity(tolerance),
            new CapacityContext { Slo = target.Slo, Probe = probe, Workload = target.Workload, Streams = _streams },
            new LoadProbeRunner(load, target),
            ct);

    private async IAsyncEnumerable<ProbeSummary> RunAsync(IEnumerable<ProbeRequest> requests, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var runner = new LoadProbeRunner(load, target);
        foreach (var request in requests)
            yield return await runner.ProbeAsync(request, ct);
    }

    private ProbeRequest New() => new() { Purpose = "bench", StreamNumber = _streams.Next(), WarmUp = probe.WarmUp, Window = probe.Window };
}
