namespace AutoTune.Load;

/// <summary>What the servers beside the measured one bear: as much, by other requests. Nobody looks at what becomes of it.</summary>
internal sealed class NeighbourLoads : IDisposable
{
    /// <summary>Far from every stream that a probe itself has.</summary>
    private const int StreamsApart = 1_000_000;

    private readonly OfferedLoad[] _loads;

    public NeighbourLoads(ProbePlan plan, TimeProvider clock, Connect connect) =>
        _loads = [.. plan.Neighbours.Select((neighbour, index) => new OfferedLoad(Elsewhere(plan, index + 1), neighbour, new PatientMonitor(), clock, connect))];

    public IEnumerable<PlannedRequest> Planned => _loads.SelectMany(load => load.Planned);

    public void Begin(bool raised) => Array.ForEach(_loads, load => load.Begin(raised));

    public Task EndAsync() => Task.WhenAll(_loads.Select(EndAsync));

    public void Dispose() => Array.ForEach(_loads, load => load.Dispose());

    private static ProbePlan Elsewhere(ProbePlan plan, int neighbour) => plan with { Stream = plan.Stream with { Number = plan.Stream.Number + neighbour * StreamsApart } };

    private static async Task EndAsync(OfferedLoad load)
    {
        await load.EndAsync();
        await load.StopAsync(load.Run.Clock.Now);
    }
}
