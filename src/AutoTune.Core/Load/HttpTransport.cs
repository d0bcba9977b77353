using System.Net.Sockets;

namespace AutoTune.Load;

/// <summary>A probe's requests over <see cref="HttpClient"/>: a thread for the schedule, the thread pool for the answers.</summary>
internal sealed class HttpTransport : ITransport
{
    private readonly ProbeRun _run;
    private readonly HttpExchange _exchange;
    private readonly Func<PlannedRequest, byte[]> _body;
    private readonly ReadLag _lag;
    private Task _reading = Task.CompletedTask;

    public HttpTransport(ProbeRun run, HttpExchange exchange, Func<PlannedRequest, byte[]> body)
    {
        (_run, _exchange, _body) = (run, exchange, body);
        _lag = new(run.Clock);
    }

    public void Start()
    {
        _lag.Start();
        _reading = ReadReferenceAsync();
    }

    public Task SendOnScheduleAsync(IReadOnlyList<PlannedRequest> planned, bool raised) => OpenLoop.RunAsync(_run, new(_run, planned, SendAsync), raised);

    public Task SendAsync(StreamingRequest request) => _exchange.RunAsync(request, _body(request.Planned), _run.WhyCut, _run.Cut);

    public async Task<ReadLagReading> StopAsync(TimeSpan until)
    {
        _lag.Dispose();
        await _reading;
        return _lag.Read(until);
    }

    public void Dispose() => _lag.Dispose();

    /// <summary>By the same threads that read the answers.</summary>
    private async Task ReadReferenceAsync()
    {
        var buffer = new byte[1024];
        try
        {
            // Ends with the socket, after the probe: what is late at its end counts too.
            for (var read = await ReceiveAsync(); read > 0; read = await ReceiveAsync())
                _lag.Take(buffer.AsSpan(0, read));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The probe is over.
        }

        ValueTask<int> ReceiveAsync() => _lag.Reader.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
    }
}
