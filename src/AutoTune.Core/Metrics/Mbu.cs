namespace AutoTune.Metrics;

/// <summary>Model bandwidth utilization: how near decoding comes to what the device's memory can deliver.</summary>
public static class Mbu
{
    public static MetricDefinition Definition { get; } = new(
        "mbu", "fraction",
        "(bytes of weights + bytes of KV cache that one step reads) ÷ TPOT ÷ peak memory bandwidth",
        "Databricks, LLM Inference Performance Engineering (2023); every step of a dense model reads all weights once, however many requests share it");

    /// <param name="bytesPerStep">Weights, and KV cache of all running requests; weights alone give a lower bound.</param>
    /// <param name="peakBytesPerSecond">Of all devices that share the weights.</param>
    public static double Of(double bytesPerStep, TimeSpan tpot, double peakBytesPerSecond) => bytesPerStep / tpot.TotalSeconds / peakBytesPerSecond;
}
