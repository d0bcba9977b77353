namespace AutoTune.Load;

/// <summary>Everything that one probe saw, before it is judged.</summary>
public sealed record ProbeRecord
{
    public required ProbePlan Plan { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>All requests, warm-up and load past the window included, by index.</summary>
    public required IReadOnlyList<RequestOutcome> Requests { get; init; }

    /// <summary>99th percentile of actual minus scheduled send.</summary>
    public required TimeSpan SendLagP99 { get; init; }

    public required HostReading Host { get; init; }

    /// <summary>What the engine said of itself; null where it says nothing.</summary>
    public EngineReading? Engine { get; init; }

    /// <summary>Why the client's own state makes the probe unusable; null where it is valid. An invalid probe is never judged.</summary>
    public string? WhyInvalid { get; init; }

    /// <summary>The monitor stopped it early.</summary>
    public string? StoppedBecause { get; init; }

    /// <summary>The requests that are judged: arrivals in the window, whatever became of them.</summary>
    public IEnumerable<RequestOutcome> Judged =>
        Requests.Where(request => request.Scheduled >= Plan.WarmUp && request.Scheduled < Plan.WarmUp + Plan.Window);
}

/// <summary>The host during a probe.</summary>
/// <param name="LoadAverage">One minute, at the start.</param>
/// <param name="StealFraction">Of the processors' time over the probe, 0 to 1.</param>
/// <param name="GcPause">Total pause of this process over the probe.</param>
public sealed record HostReading(double LoadAverage, double StealFraction, TimeSpan GcPause)
{
    /// <summary>The latest that a tick of this process came; what a read may have been late by.</summary>
    public TimeSpan WorstTickLag { get; init; }

    public ReadLagReading ReadLag { get; init; }
}
