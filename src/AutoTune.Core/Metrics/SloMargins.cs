using AutoTune.Load;
using AutoTune.Studies;

namespace AutoTune.Metrics;

/// <summary>How far a probe stays from each limit: ln(limit ÷ quantile seen), the quantile at the SLO's own attainment; positive is room, negative misses.</summary>
public static class SloMargins
{
    /// <summary>A request that never came is as far off as figures go: a factor of 1000.</summary>
    private static readonly double Furthest = Math.Log(1000);

    /// <returns>By limit (<c>ttft</c>, <c>tpot</c>, <c>e2e</c>); those without a value are absent.</returns>
    public static IReadOnlyDictionary<string, double> Of(IReadOnlyCollection<RequestOutcome> judged, Slo slo)
    {
        var margins = new SortedDictionary<string, double>(StringComparer.Ordinal);
        Add(margins, Ttft.Definition.Name, slo.Ttft, judged.Select(request => Ttft.Of(request) ?? TimeSpan.MaxValue), slo.Attainment);
        Add(margins, Tpot.Definition.Name, slo.Tpot, judged.Where(request => Tpot.Of(request) is not null).Select(request => Tpot.Of(request)!.Value), slo.Attainment);
        Add(margins, E2E.Definition.Name, slo.E2E, judged.Select(request => E2E.Of(request) ?? TimeSpan.MaxValue), slo.Attainment);
        return margins;
    }

    private static void Add(SortedDictionary<string, double> margins, string name, TimeSpan? limit, IEnumerable<TimeSpan> seen, double attainment)
    {
        if (limit is not { } bound || seen.Order().ToArray() is not { Length: > 0 } sorted)
            return;
        var quantile = sorted[Math.Max(0, (int)Math.Ceiling(attainment * sorted.Length) - 1)];
        margins[name] = Math.Clamp(Math.Log(bound / Longer(quantile)), -Furthest, Furthest);
    }

    private static TimeSpan Longer(TimeSpan span) => span > TimeSpan.Zero ? span : new TimeSpan(1);
}
