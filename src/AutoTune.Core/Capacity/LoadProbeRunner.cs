using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Studies;

namespace AutoTune.Capacity;

/// <summary>Makes probes with a load client against a running server.</summary>
public sealed class LoadProbeRunner(ILoadGenerator load, LoadTarget target) : IProbeRunner
{
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(10);

    private readonly Settling _settling = new(load, target);

    public async Task<ProbeSummary> ProbeAsync(ProbeRequest request, CancellationToken ct)
    {
        if (request.Attempt > 0)
        {
            target.OnWait?.Invoke(request, $"again, as the one before was invalid: {request.WhyRepeated}");
            await Task.Delay(BackOff * Math.Pow(4, request.Attempt - 1), load.Clock, ct);
        }

        target.OnWait?.Invoke(request, "waiting until the engine has settled");
        await _settling.SettleAsync(ct);
        var plan = Plan(request);
        var monitor = new HopelessLoad(plan, target.Slo, request.MayStopEarly, target.OnAttainment is { } show ? attainment => show(request, attainment) : null);
        var running = load.RunAsync(plan, target.Endpoint, monitor, ct);
        var watching = target.EngineMetrics?.WatchAsync(running, ct);
        var cards = target.Gpus?.WatchAsync(running, ct);
        var record = await running;
        if (watching is not null)
            record = record with { Engine = await watching };
        var summary = ProbeSummaries.Of(record, target.Slo, request.Purpose) with { Gpus = cards is null ? null : await cards };
        return await target.KeepAsync(record, summary, ct);
    }

    private ProbePlan Plan(ProbeRequest request) => new()
    {
        RequestsPerSecond = request.Rate,
        RampTo = request.RampTo,
        Concurrency = request.Concurrency,
        MostRequests = request.MostRequests,
        WarmUp = request.WarmUp,
        Window = request.Window,
        Drain = Drain(),
        Stream = new(target.Workload, request.StreamNumber, target.Seed),
        Neighbours = target.Neighbours,
        Template = target.Template,
        Prompts = target.Prompts,
        SendLagBudget = SendLag.Budget(target.Slo.Ttft),
    };

    /// <summary>Twice as long as the longest answer could take within its limits: whatever still runs then has missed.</summary>
    private TimeSpan Drain()
    {
        var longest = target.Workload.Output.Quantile(0.9999);
        var byTokens = target.Slo is { Ttft: { } ttft, Tpot: { } tpot } ? ttft + tpot * longest : LongestDrain;
        return new[] { byTokens * 2, (target.Slo.E2E ?? LongestDrain) * 2, LongestDrain }.Min();
    }
}
