namespace AutoTune.Studies;

/// <summary>The latency promise: which share of requests must meet which limits.</summary>
/// <param name="Attainment">0 to 1, both excluded.</param>
public sealed record Slo(TimeSpan? Ttft, TimeSpan? Tpot, TimeSpan? E2E, double Attainment)
{
    /// <summary>No client tells apart what is shorter.</summary>
    public static readonly TimeSpan LeastLimit = TimeSpan.FromMilliseconds(1);

    private const int WindowsOfALimit = 5;

    public SloForm Form { get; init; }

    public bool HasLimits => Ttft is not null || Tpot is not null || E2E is not null;

    /// <returns>Why a window is too short to judge by; null where it is not.</returns>
    public string? WhyTooShort(TimeSpan window) => new[] { ("TTFT", Ttft), ("E2E", E2E) }
        .Where(limit => limit.Item2 > window)
        .Select(limit => $"a window of {window.TotalSeconds:0.###} s is shorter than the {limit.Item1} limit of {limit.Item2!.Value.TotalSeconds:0.###} s: a queue that misses it has no time to build up; {WindowsOfALimit} times the limit ({WindowsOfALimit * limit.Item2.Value.TotalSeconds:0.###} s) would tell")
        .FirstOrDefault();

    /// <summary>For people: <c>TTFT ≤ 300 ms and TPOT ≤ 30 ms for 90 % of requests</c>, or <c>P90 of TTFT ≤ 300 ms and P90 of TPOT ≤ 30 ms</c>.</summary>
    public override string ToString()
    {
        var limits = new[] { ("TTFT", Ttft), ("TPOT", Tpot), ("E2E", E2E) }
            .Where(limit => limit.Item2 is not null)
            .Select(limit => $"{limit.Item1} ≤ {limit.Item2!.Value.TotalMilliseconds:0.###} ms")
            .ToArray();
        if (limits.Length > 0 && Form == SloForm.EachLimit)
            return string.Join(" and ", limits.Select(limit => $"P{Attainment * 100:0.##} of {limit}"));
        return limits.Length == 0 ? "no latency limit" : $"{string.Join(" and ", limits)} for {Attainment * 100:0.##} % of requests";
    }
}
