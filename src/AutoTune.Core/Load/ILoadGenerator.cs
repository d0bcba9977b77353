namespace AutoTune.Load;

/// <summary>Sends a probe's requests on an absolute schedule and records what came back.</summary>
public interface ILoadGenerator
{
    TimeProvider Clock { get; }

    /// <exception cref="OperationCanceledException">Cancelled; nothing of the probe may be used.</exception>
    Task<ProbeRecord> RunAsync(ProbePlan plan, ServingEndpoint target, IProbeMonitor monitor, CancellationToken ct);
}

/// <summary>Watches a probe and may end it early. Called from one thread at a time.</summary>
public interface IProbeMonitor
{
    /// <summary>Outcomes in order of arrival (scheduled time), never of completion.</summary>
    ProbeDecision OnOutcome(RequestOutcome outcome);

    /// <summary>About ten times a second.</summary>
    ProbeDecision OnTick(in LoadState state);
}

/// <param name="Elapsed">Since the probe's start.</param>
/// <param name="Unfinished">Requests without an end, in order of arrival: what they have become so far decides whether a miss is certain. The list is valid during the call.</param>
public readonly record struct LoadState(TimeSpan Elapsed, int Started, int Completed, int Failed, IReadOnlyList<UnfinishedRequest> Unfinished);

/// <param name="MaxTokens">The request's own bound on its answer.</param>
public readonly record struct UnfinishedRequest(int Index, TimeSpan Scheduled, TimeSpan? FirstToken, int MaxTokens);

/// <param name="StopBecause">Null to go on.</param>
public readonly record struct ProbeDecision(string? StopBecause)
{
    public static ProbeDecision GoOn => default;
}
