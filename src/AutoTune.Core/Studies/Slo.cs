namespace AutoTune.Studies;

/// <summary>The latency promise: the share of requests that must meet every limit at once (DistServe's joint form).</summary>
/// <param name="Attainment">0 to 1, both excluded.</param>
public sealed record Slo(TimeSpan? Ttft, TimeSpan? Tpot, TimeSpan? E2E, double Attainment)
{
    public bool HasLimits => Ttft is not null || Tpot is not null || E2E is not null;

    /// <summary>For people: <c>TTFT ≤ 300 ms and TPOT ≤ 30 ms for 90 % of requests</c>.</summary>
    public override string ToString()
    {
        var limits = new[] { ("TTFT", Ttft), ("TPOT", Tpot), ("E2E", E2E) }
            .Where(limit => limit.Item2 is not null)
            .Select(limit => $"{limit.Item1} ≤ {limit.Item2!.Value.TotalMilliseconds:0.###} ms")
            .ToArray();
        return limits.Length == 0 ? "no latency limit" : $"{string.Join(" and ", limits)} for {Attainment * 100:0.##} % of requests";
    }
}
