using AutoTune.Load;
using AutoTune.Studies;

namespace AutoTune.Metrics;

/// <summary>Holds requests against an SLO.</summary>
public static class SloJudge
{
    /// <summary>The limits that a request has missed, as far as it got: <see cref="SloMiss.None"/> for one that met them all.</summary>
    public static SloMiss Judge(RequestOutcome request, Slo slo)
    {
        if (request.End != RequestEnd.Completed)
            return SloMiss.NotServed;
        return When(Ttft.Of(request) is not { } ttft || ttft > slo.Ttft, SloMiss.Ttft)
            | When(Tpot.Of(request) > slo.Tpot, SloMiss.Tpot)
            | When(E2E.Of(request) > slo.E2E, SloMiss.E2E);
    }

    /// <summary>The limits that are lost already, whatever still comes: only where no continuation could meet them.</summary>
    /// <param name="maxTokens">The request's bound on its answer: the last moment at which its TPOT could still be met follows from it.</param>
    public static SloMiss CertainMisses(Slo slo, TimeSpan scheduled, TimeSpan? firstToken, int maxTokens, TimeSpan now) =>
        When((firstToken ?? now) - scheduled > slo.Ttft, SloMiss.Ttft)
        | When(now - scheduled > slo.E2E, SloMiss.E2E)
        | When(firstToken is { } first && now - first > slo.Tpot * Math.Max(1, maxTokens - 1), SloMiss.Tpot);

    /// <summary>The judged requests of a probe with the limits that each has missed; null for what a stop cut off before its fate was certain.</summary>
    public static IEnumerable<(RequestOutcome Request, SloMiss? Missed)> Judge(ProbeRecord record, Slo slo) =>
        record.Judged.Select(request => (request, MissedBy(record, request, slo)));

    private static SloMiss? MissedBy(ProbeRecord record, RequestOutcome request, Slo slo)
    {
        if (record.StoppedBecause is null || request.End != RequestEnd.Dropped)
            return Judge(request, slo);
        var certain = CertainMisses(slo, request.Scheduled, request.FirstToken, request.PlannedOutputTokens, record.Elapsed);
        return certain == SloMiss.None ? null : certain;
    }

    private static SloMiss When(bool missed, SloMiss which) => missed ? which : SloMiss.None;
}

[Flags]
public enum SloMiss
{
    None = 0,
    Ttft = 1,
    Tpot = 2,
    E2E = 4,

    /// <summary>Error, time-out, broken stream, or dropped.</summary>
    NotServed = 8,
}
