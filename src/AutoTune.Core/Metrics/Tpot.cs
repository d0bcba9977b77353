using AutoTune.Load;

namespace AutoTune.Metrics;

/// <summary>Time per output token after the first chunk.</summary>
public static class Tpot
{
    public static MetricDefinition Definition { get; } = new(
        "tpot", "ms",
        "(last token − first token) ÷ (N − n₁), N tokens in all, n₁ in the first chunk; undefined where N ≤ n₁",
        "vLLM, SGLang and MLPerf divide by N − 1, which reads low where the first chunk has several tokens");

    /// <returns>Null where it is undefined: no token came, or none after the first chunk.</returns>
    public static TimeSpan? Of(RequestOutcome request)
    {
        var later = request.OutputTokens - request.FirstChunkTokens;
        return later <= 0 ? null : (request.LastToken - request.FirstToken) / later;
    }
}
