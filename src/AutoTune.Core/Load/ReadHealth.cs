namespace AutoTune.Load;

/// <summary>Did the client read on time? What it read late it would count as the engine's.</summary>
internal static class ReadHealth
{
    /// <summary>However rare: one such stop reaches every stream that is open then.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(50);

    /// <returns>Null where the probe is valid.</returns>
    public static string? WhyInvalid(ProbePlan plan, ReadLagReading lag) =>
        lag.P99 > plan.SendLagBudget ? $"the client read {lag.P99.TotalMilliseconds:0.##} ms late (99th percentile of a stream of known timing)"
        : lag.Worst > LongestStop ? $"the client stood still for {lag.Worst.TotalMilliseconds:0} ms"
        : null;
}
