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

    public async Task<ProbeRecord> RunAsync(Connect connect, CancellationToken ct)
    {
        using var load = new OfferedLoad(plan, target, monitor, clock, connect);
        using var neighbours = new NeighbourLoads(plan, clock, connect);
        using var collector = new QuietCollector(plan, [.. load.Planned, .. neighbours.Planned]);
        using var priority = RaisedPriority.Try();
        var host = new HostMeter();
        var started = clock.GetUtcNow();
        neighbours.Begin(raised: priority is not null);
        load.Begin(raised: priority is not null);
        var worstTick = await DriveAsync(load, neighbours, raised: priority is not null, ct);
        var elapsed = load.Run.Clock.Now;
        var lag = await load.StopAsync(elapsed);
        await load.Run.CountRepliesAsync(target, ct);
        return Record(load.Run, elapsed, load.Run.Outcomes(load.Planned), started, host.Read(worstTick, lag));
    }

    /// <returns>The latest that a tick came.</returns>
    private async Task<TimeSpan> DriveAsync(OfferedLoad load, NeighbourLoads neighbours, bool raised, CancellationToken ct)
    {
        var run = load.Run;
        var worst = TimeSpan.Zero;
        try
        {
            while (!run.Over.IsCompleted)
            {
                var due = run.Clock.Now + TickInterval;
                await Task.WhenAny(run.Over, Task.Delay(TickInterval, clock, ct));
                ct.ThrowIfCancellationRequested();
                if (load.Sending.IsFaulted || run.Over.IsCompleted)
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
            await neighbours.EndAsync();
        }

        await load.EndAsync();
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
