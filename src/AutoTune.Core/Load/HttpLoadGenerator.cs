namespace AutoTune.Load;

/// <summary>The portable load client: <see cref="HttpClient"/>, a stamp per read.</summary>
public sealed class HttpLoadGenerator : ILoadGenerator, IDisposable
{
    private readonly HttpClient _client;

    /// <param name="keepAlive">
    /// False: a connection per request. llama-server closes connections after a stream without saying so, and a request that is on its way then is lost:
    /// 3 of 16 in a closed loop, which were no errors of the engine.
    /// </param>
    public HttpLoadGenerator(TimeProvider clock, bool keepAlive = false)
    {
        Clock = clock;
        _client = ServingHttp.CreateClient(reuse: keepAlive);
        _client.DefaultRequestHeaders.ConnectionClose = !keepAlive;
    }

    public TimeProvider Clock { get; }

    /// <exception cref="InvalidOperationException">The endpoint names an environment variable for its key that is not set.</exception>
    public Task<ProbeRecord> RunAsync(ProbePlan plan, ServingEndpoint target, IProbeMonitor monitor, CancellationToken ct)
    {
        _client.DefaultRequestHeaders.Authorization = ServingHttp.Authorization(target);
        var path = RequestBody.PathOf(plan.Template.Api);
        return new ProbeDriver(plan, target, monitor, Clock).RunAsync(
            (endpoint, run, body) => new HttpTransport(run, new HttpExchange(_client, [.. endpoint.Servers.Select(server => ServingHttp.Address(server, path))], run.Clock), body), ct);
    }

    public void Dispose() => _client.Dispose();
}
