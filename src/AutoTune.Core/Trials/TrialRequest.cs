using AutoTune.Hardware;
using AutoTune.SearchSpaces;

namespace AutoTune.Trials;

/// <summary>One launch of one configuration; serialisable, since it travels to a worker, which leases on its own machine.</summary>
public sealed record TrialRequest
{
    public required string Study { get; init; }

    public required int Trial { get; init; }

    /// <summary>From 1; re-measuring adds launches, never trials.</summary>
    public required int Launch { get; init; }

    public required ServingConfig Config { get; init; }

    public required ResourceRequest Resources { get; init; }

    public required Goal Goal { get; init; }

    /// <summary>The launch's own, below 2^53.</summary>
    public required ulong Seed { get; init; }
}

/// <summary>What a launch is to find out.</summary>
public abstract record Goal
{
    private Goal()
    {
    }

    /// <param name="Tolerance">Standard deviation of the logarithm of the capacity at which the search stops.</param>
    /// <param name="StartRate">A rate that is thought to be near, requests/s; null where nothing is known.</param>
    /// <param name="Allowance">No probe is begun that would end after it: the estimate is then as wide as it is; null for no bound.</param>
    /// <param name="StartIsOwn">The start was measured on this very configuration, and not on its parent: the search begins with small steps.</param>
    /// <param name="RejectBelowError">Standard error of the logarithm of that capacity.</param>
    /// <param name="Workload">Name of one of the study's further workloads; null for its own.</param>
    /// <param name="RejectBelow">Incumbent's capacity: a candidate that clearly stays below may be stopped; null never stops one.</param>
    public sealed record FindCapacity(double Tolerance, double? StartRate = null, double? RejectBelow = null, bool StartIsOwn = false, TimeSpan? Allowance = null, double RejectBelowError = 0, string? Workload = null) : Goal;

    /// <param name="Rates">Requests/s.</param>
    /// <param name="Window">Of each probe; null for the study's.</param>
    /// <param name="StopWhenHopeless">Whether a probe may end once it can no longer hold.</param>
    public sealed record MeasureAt(IReadOnlyList<double> Rates, TimeSpan? Window = null, bool StopWhenHopeless = false) : Goal;
}
