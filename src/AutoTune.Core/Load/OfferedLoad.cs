namespace AutoTune.Load;

/// <summary>Reaches the servers of one endpoint for one probe.</summary>
/// <param name="body">Of a request, ready to be sent.</param>
internal delegate ITransport Connect(ServingEndpoint target, ProbeRun run, Func<PlannedRequest, byte[]> body);

/// <summary>A plan's requests on their way to one candidate.</summary>
internal sealed class OfferedLoad : IDisposable
{
    private readonly ProbePlan _plan;
    private readonly ServingEndpoint _target;
    private readonly TimeProvider _clock;
    private readonly Connect _connect;
    private ITransport? _transport;

    /// <remarks>Writes all requests that are planned: none is written while the clock runs.</remarks>
    public OfferedLoad(ProbePlan plan, ServingEndpoint target, IProbeMonitor monitor, TimeProvider clock, Connect connect)
    {
        (_plan, _target, _clock, _connect) = (plan, target, clock, connect);
        Planned = [.. PlannedOf(plan).Select(request => request with { Body = Body(request) })];
        Run = new(plan, monitor, clock, target.Servers.Count);
    }

    /// <summary>Empty for a closed loop.</summary>
    public IReadOnlyList<PlannedRequest> Planned { get; }

    public ProbeRun Run { get; }

    /// <summary>Ends when all were sent or the probe was cut.</summary>
    public Task Sending { get; private set; } = Task.CompletedTask;

    /// <summary>The probe's clock begins.</summary>
    /// <param name="raised">The process runs at raised priority.</param>
    public void Begin(bool raised)
    {
        _transport = _connect(_target, Run, request => request.Body ?? Body(request));
        _transport.Start();
        Run.Clock.Restart();
        Sending = _plan.Concurrency is { } users
            ? ClosedLoop.RunAsync(Run, _plan.Stream, users, _transport.SendAsync, _clock)
            : _transport.SendOnScheduleAsync(Planned, raised);
    }

    /// <summary>Cuts what still runs; ends when nothing is in flight.</summary>
    public async Task EndAsync()
    {
        await Run.EndAsync();
        await Sending;
        await Run.EndAsync();
    }

    /// <param name="until">Up to when the reading counts.</param>
    /// <returns>How late answers were read.</returns>
    public Task<ReadLagReading> StopAsync(TimeSpan until) => _transport!.StopAsync(until);

    public void Dispose()
    {
        _transport?.Dispose();
        Run.Dispose();
    }

    private static IEnumerable<PlannedRequest> PlannedOf(ProbePlan plan) => plan switch
    {
        { RequestsPerSecond: { } rate, Concurrency: null } => StreamPlan.Open(plan.Stream, rate, plan.WarmUp, plan.Window, plan.Drain, plan.RampTo),
        { RequestsPerSecond: null, Concurrency: > 0 } => [],
        _ => throw new InvalidOperationException("a probe has either a rate or a concurrency"),
    };

    private byte[] Body(PlannedRequest request) => request.Session is { } session
        ? RequestBody.Write(_plan.Template, _target.Model, session.Ask(request, _plan.Prompts), request.OutputTokens)
        : RequestBody.Write(_plan.Template, _target.Model, PromptWriter.Write(request, _plan.Prompts), request.OutputTokens);
}
