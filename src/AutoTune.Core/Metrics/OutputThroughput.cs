using AutoTune.Load;

namespace AutoTune.Metrics;

/// <summary>Tokens that arrived while the window was open, whoever's request they belong to.</summary>
public static class OutputThroughput
{
    public static MetricDefinition Definition { get; } = new(
        "output_tokens_per_second", "tokens/s",
        "tokens stamped inside the window ÷ window",
        "dividing by wall time with the drain, as several tools do, understates");

    public static double Of(ProbeRecord record)
    {
        var (start, end) = WindowOf(record);
        return end <= start ? 0 : record.Requests.Sum(request => TokensWithin(request, start, end)) / (end - start).TotalSeconds;
    }

    /// <summary>As far as the probe came; empty where it ended in its warm-up.</summary>
    internal static (TimeSpan Start, TimeSpan End) WindowOf(ProbeRecord record) =>
        (record.Plan.WarmUp, Earlier(record.Plan.WarmUp + record.Plan.Window, record.Elapsed));

    private static double TokensWithin(RequestOutcome request, TimeSpan start, TimeSpan end) =>
        request.Chunks.Zip(ChunkTokens.Of(request), (at, tokens) => at >= start && at < end ? tokens : 0).Sum();

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
