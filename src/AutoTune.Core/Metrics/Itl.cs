using AutoTune.Load;

namespace AutoTune.Metrics;

/// <summary>Inter-token latency: what each token after the first chunk waited for.</summary>
public static class Itl
{
    public static MetricDefinition Definition { get; } = new(
        "itl", "ms",
        "gap between chunks ÷ tokens in the later chunk, each gap weighted with its tokens",
        "with speculation a chunk holds several tokens, so raw gaps (icl) are not token gaps");

    /// <returns>One value per gap with the tokens that share it.</returns>
    public static IEnumerable<(TimeSpan Gap, double Tokens)> Of(RequestOutcome request)
    {
        var tokens = ChunkTokens.Of(request);
        for (var i = 1; i < tokens.Length; i++)
            yield return ((request.Chunks[i] - request.Chunks[i - 1]) / tokens[i], tokens[i]);
    }
}
