using AutoTune.Load;

namespace AutoTune.Metrics;

/// <summary>End-to-end latency of a request that completed.</summary>
public static class E2E
{
    public static MetricDefinition Definition { get; } = new(
        "e2e", "ms", "last token − scheduled send", "counted from the schedule, like ttft");

    public static TimeSpan? Of(RequestOutcome request) =>
        request.End == RequestEnd.Completed ? request.LastToken - request.Scheduled : null;
}
