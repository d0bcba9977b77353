namespace AutoTune.Metrics;

/// <summary>Model FLOPs utilization: how near the computation comes to what the device can compute.</summary>
public static class Mfu
{
    private const double FlopPerParameterAndToken = 2;

    public static MetricDefinition Definition { get; } = new(
        "mfu", "fraction",
        "2 × parameters × (prompt and output) tokens/s ÷ peak FLOP/s",
        "PaLM (Chowdhery et al. 2022), for the forward pass; attention over the context is left out, which reads low for long contexts");

    /// <param name="parameters">Active per token: of a mixture of experts, those that one token uses.</param>
    /// <param name="tokensPerSecond">As <see cref="TotalThroughput"/>; prompts from a prefix cache are not computed.</param>
    public static double Of(double parameters, double tokensPerSecond, double peakFlopPerSecond) => FlopPerParameterAndToken * parameters * tokensPerSecond / peakFlopPerSecond;
}
