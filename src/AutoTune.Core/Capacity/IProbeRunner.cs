using AutoTune.Metrics;

namespace AutoTune.Capacity;

/// <summary>Makes one probe. The real one drives a load client; tests answer from a simulated queue in virtual time.</summary>
public interface IProbeRunner
{
    /// <summary>Returns when nothing of the probe is in flight any more. An invalid probe comes back with its reason, and is not judged.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing of the probe may be used.</exception>
    Task<ProbeSummary> ProbeAsync(ProbeRequest request, CancellationToken ct);
}

/// <summary>One probe that is wanted: open loop at a rate, or closed loop at a concurrency.</summary>
public sealed record ProbeRequest
{
    /// <summary>As in <see cref="ProbeSummary.Purpose"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>Reference stream; never used twice for one configuration.</summary>
    public required int StreamNumber { get; init; }

    /// <summary>Requests/s.</summary>
    public double? Rate { get; init; }

    /// <summary>Requests/s at the window's end; null where the rate stays.</summary>
    public double? RampTo { get; init; }

    public int? Concurrency { get; init; }

    /// <inheritdoc cref="AutoTune.Load.ProbePlan.MostRequests"/>
    public int? MostRequests { get; init; }

    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Window { get; init; }

    /// <summary>A search and a confirmation are done with a hopeless rate; a verification and a bench want the whole window.</summary>
    public bool MayStopEarly { get; init; }

    /// <summary>0 first; a repeat after an invalid probe waits longer each time.</summary>
    public int Attempt { get; init; }

    /// <summary>Of the attempt before; null at the first.</summary>
    public string? WhyRepeated { get; init; }
}
