using AutoTune.Load;

namespace AutoTune.Metrics;

/// <summary>Time to the first token.</summary>
public static class Ttft
{
    public static MetricDefinition Definition { get; } = new(
        "ttft", "ms",
        "first delta with a generated token (content, reasoning, tool-call arguments) − scheduled send",
        "counted from the schedule as wrk2 and k6 do; others start at the actual send and so hide a late client");

    /// <returns>Null where no token came.</returns>
    public static TimeSpan? Of(RequestOutcome request) => request.FirstToken - request.Scheduled;
}
