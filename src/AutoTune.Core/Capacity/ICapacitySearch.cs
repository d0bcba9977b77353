using AutoTune.Load;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>Finds the highest rate whose attainment reaches the SLO's target, on an engine that runs.</summary>
public interface ICapacitySearch
{
    string Name { get; }

    /// <returns>Completed (capacity 0 where one stream alone misses the SLO), Pruned, or NotMeasured.</returns>
    Task<TrialOutcome> FindAsync(Goal.FindCapacity goal, CapacityContext context, IProbeRunner runner, CancellationToken ct);
}

/// <summary>What a measurement is held against.</summary>
public sealed record CapacityContext
{
    public required Slo Slo { get; init; }

    public required ProbeSettings Probe { get; init; }

    public required Workload Workload { get; init; }

    public required StreamCounter Streams { get; init; }

    /// <summary>0: the processor.</summary>
    public int Gpus { get; init; }
}
