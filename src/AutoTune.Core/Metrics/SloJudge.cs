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

    /// <summary>Is it lost already, whatever still comes? Says yes only where no continuation could meet the limits.</summary>
    /// <param name="maxTokens">The request's bound on its answer: the last moment at which its TPOT could still be met follows from it.</param>
    public static bool IsCertainMiss(Slo slo, TimeSpan scheduled, TimeSpan? firstToken, int maxTokens, TimeSpan now) =>
        (firstToken ?? now) - scheduled > slo.Ttft
        || now - scheduled > slo.E2E
        || (firstToken is { } first && now - first > slo.Tpot * Math.Max(1, maxTokens - 1));

    /// <summary>The judged requests of a probe with what is known of them. Undecided are only those that a stop cut off before their fate was certain.</summary>
    public static IEnumerable<(RequestOutcome Request, SloVerdict Verdict)> Judge(ProbeRecord record, Slo slo) =>
        record.Judged.Select(request => (request, VerdictOf(record, request, slo)));

    private static SloVerdict VerdictOf(ProbeRecord record, RequestOutcome request, Slo slo)
    {
        if (Judge(request, slo) == SloMiss.None)
            return SloVerdict.Met;
        var cutOff = record.StoppedBecause is not null && request.End == RequestEnd.Dropped;
        return cutOff && !IsCertainMiss(slo, request.Scheduled, request.FirstToken, request.PlannedOutputTokens, record.Elapsed)
            ? SloVerdict.Undecided
            : SloVerdict.Missed;
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

public enum SloVerdict
{
    Met,
    Missed,
    Undecided,
}
