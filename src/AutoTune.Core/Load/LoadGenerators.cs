using AutoTune.Load.Sockets;

namespace AutoTune.Load;

/// <summary>The best client for a server: sockets where the system has them and the server speaks plain HTTP, else the portable one.</summary>
public sealed class LoadGenerators(TimeProvider clock, bool keepAlive = false) : ILoadGenerator, IDisposable
{
    private readonly HttpLoadGenerator _portable = new(clock, keepAlive);
    private readonly SocketLoadGenerator _sockets = new(clock, keepAlive);

    public TimeProvider Clock => clock;

    public Task<ProbeRecord> RunAsync(ProbePlan plan, ServingEndpoint target, IProbeMonitor monitor, CancellationToken ct) =>
        For(target).RunAsync(plan, target, monitor, ct);

    public void Dispose() => _portable.Dispose();

    private ILoadGenerator For(ServingEndpoint target) =>
        SocketLoadGenerator.IsSupported && target.BaseAddress.Scheme == Uri.UriSchemeHttp ? _sockets : _portable;
}
