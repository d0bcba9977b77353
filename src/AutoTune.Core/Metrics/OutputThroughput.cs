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
        var start = record.Plan.WarmUp;
        var end = Earlier(start + record.Plan.Window, record.Elapsed);
        return end <= start ? 0 : record.Requests.Sum(request => TokensWithin(request, start, end)) / (end - start).TotalSeconds;
    }

    private static double TokensWithin(RequestOutcome request, TimeSpan start, TimeSpan end) =>
        request.Chunks.Zip(ChunkTokens.Of(request), (at, tokens) => at >= start && at < end ? tokens : 0).Sum();

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
