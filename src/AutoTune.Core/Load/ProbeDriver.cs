namespace AutoTune.Load;

/// <summary>How a probe's requests reach the server.</summary>
internal interface ITransport : IDisposable
{
    /// <summary>The probe's clock is about to begin.</summary>
    void Start();

    /// <summary>Sends each request when it is due.</summary>
    /// <param name="raised">The process runs at raised priority, and so should threads of the transport.</param>
    /// <returns>Ends when all were sent or the probe was cut.</returns>
    Task SendOnScheduleAsync(IReadOnlyList<PlannedRequest> planned, bool raised);

    /// <summary>Sends a request now; ends with it. Never throws.</summary>
    Task SendAsync(StreamingRequest request);

    /// <summary>Nothing more is sent or read.</summary>
    /// <param name="until">Up to when the reading counts.</param>
    /// <returns>How late this transport read.</returns>
    Task<ReadLagReading> StopAsync(TimeSpan until);
}

/// <summary>Runs one probe over any transport: schedule, ticks, time-out, record.</summary>
internal sealed class ProbeDriver(ProbePlan plan, ServingEndpoint target, IProbeMonitor monitor, TimeProvider clock)
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    /// <param name="connect">Given the probe, and each request's body ready to be sent.</param>
    public async Task<ProbeRecord> RunAsync(Func<ProbeRun, Func<PlannedRequest, byte[]>, ITransport> connect, CancellationToken ct)
    {
        var planned = Planned().Select(request => request with { Body = Body(request) }).ToArray();
        using var collector = new QuietCollector(plan, planned);
        using var priority = RaisedPriority.Try();
        var host = new HostMeter();
        var started = clock.GetUtcNow();
        using var run = new ProbeRun(plan, monitor, clock);
        using var transport = connect(run, request => request.Body ?? Body(request));
        transport.Start();
        run.Clock.Restart();
        var worstTick = await DriveAsync(run, planned, transport, raised: priority is not null, ct);
        var elapsed = run.Clock.Now;
        var lag = await transport.StopAsync(elapsed);
        await run.CountRepliesAsync(target, ct);
        return Record(run, elapsed, run.Outcomes(planned), started, host.Read(worstTick, lag));
    }

    private IReadOnlyList<PlannedRequest> Planned() => plan switch
    {
        { RequestsPerSecond: { } rate, Concurrency: null } => StreamPlan.Open(plan.Stream, rate, plan.WarmUp, plan.Window, plan.Drain, plan.RampTo),
        { RequestsPerSecond: null, Concurrency: > 0 } => [],
        _ => throw new InvalidOperationException("a probe has either a rate or a concurrency"),
    };

    private byte[] Body(PlannedRequest request) => request.Session is { } session
        ? RequestBody.Write(plan.Template, target.Model, session.Ask(request, plan.Prompts), request.OutputTokens)
        : RequestBody.Write(plan.Template, target.Model, PromptWriter.Write(request, plan.Prompts), request.OutputTokens);

    /// <returns>The latest that a tick came.</returns>
    private async Task<TimeSpan> DriveAsync(ProbeRun run, IReadOnlyList<PlannedRequest> planned, ITransport transport, bool raised, CancellationToken ct)
    {
        var sending = plan.Concurrency is { } users
            ? ClosedLoop.RunAsync(run, plan.Stream, users, transport.SendAsync, clock)
            : transport.SendOnScheduleAsync(planned, raised);
        var worst = TimeSpan.Zero;
        try
        {
            while (!run.Over.IsCompleted)
            {
                var due = run.Clock.Now + TickInterval;
                await Task.WhenAny(run.Over, Task.Delay(TickInterval, clock, ct));
                ct.ThrowIfCancellationRequested();
                if (sending.IsFaulted || run.Over.IsCompleted)
                    break;
                worst = run.Clock.Now - due is var late && late > worst ? late : worst;
                // This may be a new thread of the pool: one that waits for a processor must not hold what the senders wait for.
                if (raised)
                    _ = RaisedPriority.TryRaiseThisThread();
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

    private ProbeRecord Record(ProbeRun run, TimeSpan elapsed, IReadOnlyList<RequestOutcome> requests, DateTimeOffset started, HostReading host) => new()
    {
        Plan = plan,
        Started = started,
        Elapsed = elapsed,
        Requests = requests,
        SendLagP99 = SendHealth.LagP99(requests),
        Host = host,
        WhyInvalid = run.WhyRefused() ?? SendHealth.WhyInvalid(plan, requests) ?? ReadHealth.WhyInvalid(plan, host.ReadLag) ?? PromptHealth.WhyInvalid(plan, requests),
        StoppedBecause = run.StoppedBecause,
    };
}
