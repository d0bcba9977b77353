namespace AutoTune.Load;

/// <summary>The portable load client: <see cref="HttpClient"/>, a stamp per read.</summary>
public sealed class HttpLoadGenerator : ILoadGenerator, IDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _client;

    /// <param name="keepAlive">
    /// False: a connection per request. llama-server closes connections after a stream without saying so, and a request that is on its way then is lost:
    /// 3 of 16 in a closed loop, which were no errors of the engine.
    /// </param>
    public HttpLoadGenerator(TimeProvider clock, bool keepAlive = false)
    {
        Clock = clock;
        _client = ServingHttp.CreateClient();
        _client.DefaultRequestHeaders.ConnectionClose = !keepAlive;
    }

    public TimeProvider Clock { get; }

    /// <exception cref="InvalidOperationException">The endpoint names an environment variable for its key that is not set.</exception>
    public async Task<ProbeRecord> RunAsync(ProbePlan plan, ServingEndpoint target, IProbeMonitor monitor, CancellationToken ct)
    {
        _client.DefaultRequestHeaders.Authorization = ServingHttp.Authorization(target);
        var planned = Planned(plan);
        var bodies = planned.Select(request => Body(plan, target, request)).ToArray();
        var address = ServingHttp.Address(target, RequestBody.PathOf(plan.Template.Api));
        GC.Collect();
        using var priority = RaisedPriority.Try();
        var host = new HostMeter();
        var started = Clock.GetUtcNow();
        using var run = new ProbeRun(plan, monitor, Clock);
        Task Send(StreamingRequest request) => request.RunAsync(
            _client, address, request.Planned.Index < bodies.Length ? bodies[request.Planned.Index] : Body(plan, target, request.Planned), run.WhyCut, run.Cut);
        var worstTick = await DriveAsync(run, plan, planned, Send, raised: priority is not null, ct);
        return Record(plan, run, run.Outcomes(planned), started, host.Read(worstTick));
    }

    public void Dispose() => _client.Dispose();

    private static IReadOnlyList<PlannedRequest> Planned(ProbePlan plan) => plan switch
    {
        { RequestsPerSecond: { } rate, Concurrency: null } => StreamPlan.Open(plan.Stream, rate, plan.WarmUp, plan.Window, plan.Drain),
        { RequestsPerSecond: null, Concurrency: > 0 } => [],
        _ => throw new ArgumentException("a probe has either a rate or a concurrency", nameof(plan)),
    };

    private static byte[] Body(ProbePlan plan, ServingEndpoint target, PlannedRequest request) =>
        RequestBody.Write(plan.Template, target.Model, PromptWriter.Write(request.TextSeed, request.InputTokens, plan.Prompts), request.OutputTokens);

    /// <returns>The latest that a tick came.</returns>
    private async Task<TimeSpan> DriveAsync(ProbeRun run, ProbePlan plan, IReadOnlyList<PlannedRequest> planned, Func<StreamingRequest, Task> send, bool raised, CancellationToken ct)
    {
        var sending = plan.Concurrency is { } users ? ClosedLoop.RunAsync(run, plan.Stream, users, send, Clock) : OpenLoop.RunAsync(run, planned, send, raised);
        var worst = TimeSpan.Zero;
        try
        {
            while (!run.Over.IsCompleted)
            {
                var due = run.Clock.Now + TickInterval;
                await Task.WhenAny(run.Over, Task.Delay(TickInterval, Clock, ct));
                ct.ThrowIfCancellationRequested();
                if (sending.IsFaulted || run.Over.IsCompleted)
                    break;
                worst = run.Clock.Now - due is var late && late > worst ? late : worst;
                run.Tick();
                if (raised)
                    RaisedPriority.RaiseAll();
                if (run.Clock.Now > run.WindowEnd + plan.Drain)
                    run.TimeOut();
            }
        }
        finally
        {
            await run.EndAsync();
        }

        await sending;
        await run.EndAsync();
        return worst;
    }

    private static ProbeRecord Record(ProbePlan plan, ProbeRun run, IReadOnlyList<RequestOutcome> requests, DateTimeOffset started, HostReading host) => new()
    {
        Plan = plan,
        Started = started,
        Elapsed = run.Clock.Now,
        Requests = requests,
        SendLagP99 = SendHealth.LagP99(requests),
        Host = host,
        WhyInvalid = SendHealth.WhyInvalid(plan, requests),
        StoppedBecause = run.StoppedBecause,
    };
}
