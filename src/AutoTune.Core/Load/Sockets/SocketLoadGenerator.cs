namespace AutoTune.Load.Sockets;

/// <summary>The fast load client: plain HTTP over sockets read by a few dedicated threads; no allocation per chunk, no lock on the read path. Linux only.</summary>
public sealed class SocketLoadGenerator(TimeProvider clock, bool keepAlive = false) : ILoadGenerator
{
    private const int CoresPerLoop = 4;
    private const int MostLoops = 8;

    public static bool IsSupported => Epoll.IsSupported;

    public TimeProvider Clock => clock;

    /// <summary>Threads that read; one is enough for some hundred thousand chunks/s.</summary>
    public int Loops { get; init; } = Math.Clamp(Environment.ProcessorCount / CoresPerLoop, 1, MostLoops);

    /// <exception cref="InvalidOperationException">The endpoint names an environment variable for its key that is not set.</exception>
    public async Task<ProbeRecord> RunAsync(ProbePlan plan, ServingEndpoint target, IProbeMonitor monitor, CancellationToken ct)
    {
        var path = RequestBody.PathOf(plan.Template.Api);
        var targets = new Dictionary<ServingEndpoint, SocketTarget[]>(ReferenceEqualityComparer.Instance);
        foreach (var endpoint in plan.Neighbours.Prepend(target))
            targets[endpoint] = await Task.WhenAll(endpoint.Servers.Select(server => SocketTarget.ResolveAsync(endpoint with { BaseAddress = server }, path, keepAlive, ct)));
        return await new ProbeDriver(plan, target, monitor, clock).RunAsync((endpoint, run, body) => new SocketTransport(targets[endpoint], run, body, Loops), ct);
    }
}
