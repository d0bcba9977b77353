namespace AutoTune.Load.Sockets;

/// <summary>A probe's requests over sockets that a few threads share; the first keeps the schedule.</summary>
internal sealed class SocketTransport : ITransport
{
    private readonly IReadOnlyList<SocketTarget> _servers;
    private readonly ProbeRun _run;
    private readonly Func<PlannedRequest, byte[]> _body;
    private readonly SocketLoop[] _loops;
    private readonly CancellationTokenRegistration _onCut;

    public SocketTransport(IReadOnlyList<SocketTarget> servers, ProbeRun run, Func<PlannedRequest, byte[]> body, int loops)
    {
        _servers = servers;
        _run = run;
        _body = body;
        _loops = [.. Enumerable.Range(0, loops).Select(number => new SocketLoop(servers, run, number))];
        _onCut = run.Cut.Register(() => Array.ForEach(_loops, loop => loop.Wake()));
    }

    public void Start() => Array.ForEach(_loops, loop => loop.Start());

    public Task SendOnScheduleAsync(IReadOnlyList<PlannedRequest> planned, bool raised)
    {
        var schedule = new OpenSchedule(_run, planned, SendAsync);
        _loops[0].Follow(schedule.SendDue);
        return schedule.Ended;
    }

    public Task SendAsync(StreamingRequest request)
    {
        var exchange = new SocketExchange(request, _servers[request.Server].Request(_body(request.Planned)));
        _loops[request.Planned.Index % _loops.Length].Send(exchange);
        return exchange.Ended;
    }

    public Task<ReadLagReading> StopAsync(TimeSpan until)
    {
        Array.ForEach(_loops, loop => loop.Dispose());
        var readings = Array.ConvertAll(_loops, loop => loop.Lag.Read(until));
        return Task.FromResult(new ReadLagReading(readings.Max(reading => reading.P99), readings.Max(reading => reading.Worst)));
    }

    public void Dispose()
    {
        _onCut.Dispose();
        Array.ForEach(_loops, loop => loop.Dispose());
    }
}
