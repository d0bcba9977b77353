using AutoTune.Load;

namespace AutoTune.Metrics;

/// <summary>Inter-chunk latency: raw gaps between the chunks of an answer.</summary>
public static class Icl
{
    public static MetricDefinition Definition { get; } = new(
        "icl", "ms",
        "arrival of a chunk − arrival of the one before",
        "vLLM's bench reports these as ITL");

    public static IEnumerable<TimeSpan> Of(RequestOutcome request) =>
        request.Chunks.Zip(request.Chunks.Skip(1), (before, after) => after - before);
}
