using System.Diagnostics;
using AutoTune.Load;

namespace AutoTune.Benchmarks;

/// <summary>Reads processor time at the window's two ends, so that making requests ready beforehand is not counted.</summary>
internal sealed class WindowCpu(ProbePlan plan, MockProcess server) : IProbeMonitor
{
    private Reading? _first;
    private Reading? _last;

    /// <summary>Processors that this process kept busy in the window.</summary>
    public double ClientCores => Cores(reading => reading.Client);

    public double ServerCores => Cores(reading => reading.Server);

    public long AllocatedBytes => _last!.Allocated - _first!.Allocated;

    public int Collections => _last!.Collections - _first!.Collections;

    public ProbeDecision OnOutcome(RequestOutcome outcome) => ProbeDecision.GoOn;

    public ProbeDecision OnTick(in LoadState state)
    {
        if (state.Elapsed >= plan.WarmUp && _first is null)
            _first = Read(state.Elapsed);
        if (state.Elapsed < plan.WarmUp + plan.Window)
            _last = Read(state.Elapsed);
        return ProbeDecision.GoOn;
    }

    private double Cores(Func<Reading, TimeSpan> of) => (of(_last!) - of(_first!)) / (_last!.At - _first!.At);

    private Reading Read(TimeSpan at) => new(at, Process.GetCurrentProcess().TotalProcessorTime, server.ProcessorTime, GC.GetTotalAllocatedBytes(), GC.CollectionCount(0));

    private sealed record Reading(TimeSpan At, TimeSpan Client, TimeSpan Server, long Allocated, int Collections);
}
