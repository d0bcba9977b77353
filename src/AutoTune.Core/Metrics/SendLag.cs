namespace AutoTune.Metrics;

/// <summary>How late the client itself was; beyond its budget a probe is invalid.</summary>
public static class SendLag
{
    public static MetricDefinition Definition { get; } = new(
        "send_lag_p99", "ms", "99th percentile of actual − scheduled send", "coordinated omission (Tene, wrk2)");

    private static readonly TimeSpan MostEver = TimeSpan.FromMilliseconds(5);

    /// <summary>What a thread that is not disturbed needs to wake up.</summary>
    private static readonly TimeSpan LeastEver = TimeSpan.FromMilliseconds(0.2);

    /// <summary>2 % of the TTFT limit, from 0.2 to 5 ms.</summary>
    public static TimeSpan Budget(TimeSpan? ttftLimit) =>
        ttftLimit * 0.02 is { } share && share < MostEver ? (share > LeastEver ? share : LeastEver) : MostEver;
}
