namespace AutoTune.Metrics;

/// <summary>Names under which outcomes carry their figures; units in the name.</summary>
public static class MetricNames
{
    /// <summary>Highest rate, requests/s, whose SLO attainment reaches the target.</summary>
    public const string Capacity = "capacity";

    /// <summary>Capacity ÷ max(1, GPUs).</summary>
    public const string CapacityPerGpu = "capacity_per_gpu";

    /// <summary>TPOT, ms, of one stream alone.</summary>
    public const string TpotOneStream = "tpot_one_stream";

    /// <summary>TTFT, ms, of one stream alone.</summary>
    public const string TtftOneStream = "ttft_one_stream";

    /// <summary>Requests that met the SLO ÷ all, 0 to 1, over the probes of a measurement at given rates.</summary>
    public const string Attainment = "attainment";

    /// <summary>Requests/s that met the SLO, at the highest of the given rates.</summary>
    public const string Goodput = "goodput";

    /// <summary>What the answers are worth: agreement with the baseline's, 0 to 1, or the number of the study's own evaluation.</summary>
    public const string Quality = "quality";

    /// <summary>Output tokens/s at capacity.</summary>
    public const string OutputTokensPerSecond = "output_tokens_per_second";
}
