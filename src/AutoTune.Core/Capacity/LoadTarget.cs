using AutoTune.Hardware;
using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Studies;

namespace AutoTune.Capacity;

/// <summary>What is tested with what load, and what becomes of each probe.</summary>
public sealed record LoadTarget
{
    public required ServingEndpoint Endpoint { get; init; }

    /// <summary>Candidates beside it that bear the same load.</summary>
    public IReadOnlyList<ServingEndpoint> Neighbours { get; init; } = [];

    public required Workload Workload { get; init; }

    public required RequestTemplate Template { get; init; }

    public required Slo Slo { get; init; }

    /// <summary>The study's: the same streams for every candidate.</summary>
    public required ulong Seed { get; init; }

    public PromptCalibration Prompts { get; init; } = PromptCalibration.Assumed;

    /// <summary>Null where the server has none of its own.</summary>
    public EngineMetrics? EngineMetrics { get; init; }

    /// <summary>Null where nothing is leased that could be looked at.</summary>
    public GpuMonitor? Gpus { get; init; }

    /// <summary>Stores stamps and journals the probe before the next one starts; gives back what was journaled.</summary>
    public Func<ProbeRecord, ProbeSummary, CancellationToken, Task<ProbeSummary>> KeepAsync { get; init; } = (_, summary, _) => Task.FromResult(summary);

    /// <summary>For display: the probe and its attainment so far, about ten times a second.</summary>
    public Action<ProbeRequest, double>? OnAttainment { get; init; }

    /// <summary>For display: the probe, and what it waits for before it starts.</summary>
    public Action<ProbeRequest, string>? OnWait { get; init; }
}
