using AutoTune.Load;

namespace AutoTune.Metrics;

/// <summary>End-to-end latency per output token; a diagnostic.</summary>
public static class NormalizedLatency
{
    public static MetricDefinition Definition { get; } = new(
        "normalized_latency", "ms/token", "e2e ÷ output tokens", "Orca and vLLM papers");

    public static TimeSpan? Of(RequestOutcome request) =>
        request.OutputTokens > 0 ? E2E.Of(request) / request.OutputTokens : null;
}
