using AutoTune.Load.Sockets;

namespace AutoTune.Load;

/// <summary>The load client that fits a server: sockets where they can be had (plain HTTP, Linux), else the portable one.</summary>
public sealed class LoadClient(TimeProvider clock, bool keepAlive = false) : ILoadGenerator, IDisposable
{
    private readonly HttpLoadGenerator _portable = new(clock, keepAlive);
    private readonly SocketLoadGenerator _sockets = new(clock, keepAlive);

    public TimeProvider Clock => clock;

    /// <exception cref="InvalidOperationException">The endpoint names an environment variable for its key that is not set.</exception>
    public Task<ProbeRecord> RunAsync(ProbePlan plan, ServingEndpoint target, IProbeMonitor monitor, CancellationToken ct) =>
        SocketLoadGenerator.IsSupported && target.BaseAddress.Scheme == Uri.UriSchemeHttp
            ? _sockets.RunAsync(plan, target, monitor, ct)
            : _portable.RunAsync(plan, target, monitor, ct);

    public void Dispose() => _portable.Dispose();
}
