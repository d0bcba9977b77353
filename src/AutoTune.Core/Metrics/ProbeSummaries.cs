using AutoTune.Load;
using AutoTune.Studies;

namespace AutoTune.Metrics;

/// <summary>The one place where a probe's record becomes figures.</summary>
public static class ProbeSummaries
{
    /// <summary>Judges a probe. One that was stopped early is judged on the requests whose fate was certain by then.</summary>
    public static ProbeSummary Of(ProbeRecord record, Slo slo, string purpose = "")
    {
        var verdicts = SloJudge.Judge(record, slo).ToArray();
        var decided = verdicts.Where(judged => judged.Missed is not null).Select(judged => judged.Request).ToArray();
        var met = decided.Length - Misses(verdicts.Select(judged => judged.Missed), slo);
        var rate = record.Plan.RequestsPerSecond is { } offered && record.StoppedBecause is not null ? offered : verdicts.Length / ObservedSeconds(record);
        var attainment = Attainment.Of(met, decided.Length);
        return Latencies(decided, new()
        {
            Started = record.Started,
            ElapsedSeconds = record.Elapsed.TotalSeconds,
            OfferedRate = record.Plan is { RequestsPerSecond: { } from, RampTo: { } to } ? (from + to) / 2 : record.Plan.RequestsPerSecond,
            Concurrency = record.Plan.Concurrency,
            AchievedRate = rate,
            Requests = decided.Length,
            Due = verdicts.Length,
            Met = met,
            Errors = decided.Count(request => request.End is not RequestEnd.Completed),
            Attainment = attainment,
            Goodput = Goodput.Of(rate, attainment),
            OutputTokensPerSecond = OutputThroughput.Of(record),
            TotalTokensPerSecond = TotalThroughput.Of(record),
            FluidShare = FluidShareOf(decided, slo),
            SendLagP99Ms = record.SendLagP99.TotalMilliseconds,
            WhyInvalid = record.WhyInvalid,
            StoppedBecause = record.StoppedBecause,
            LoadAverage = record.Host.LoadAverage,
            StealFraction = record.Host.StealFraction,
            Engine = record.Engine,
            SloMargins = SloMargins.Of(decided, slo),
            FirstError = decided.FirstOrDefault(request => request.Error is not null)?.Error,
            Purpose = purpose,
        });
    }

    /// <summary>A closed loop may have had enough before its window ended.</summary>
    private static double ObservedSeconds(ProbeRecord record) =>
        record.Plan.MostRequests is not null && OutputThroughput.WindowOf(record) is var (start, end) && end > start ? (end - start).TotalSeconds : record.Plan.Window.TotalSeconds;

    private static double? FluidShareOf(RequestOutcome[] judged, Slo slo)
    {
        if (slo is not { Ttft: { } ttft, Tpot: { } tpot })
            return null;
        var indices = judged.Select(request => Fluidity.IndexOf(request, ttft, tpot)).OfType<double>().ToArray();
        return indices.Length == 0 ? null : (double)indices.Count(index => index >= Fluidity.Fluid) / indices.Length;
    }

    private static int Misses(IEnumerable<SloMiss?> verdicts, Slo slo)
    {
        var tally = new SloTally(slo);
        foreach (var missed in verdicts)
            tally.Add(missed ?? SloMiss.None);
        return tally.Misses;
    }

    private static ProbeSummary Latencies(RequestOutcome[] judged, ProbeSummary summary)
    {
        var served = judged.Where(request => request.End == RequestEnd.Completed).ToArray();
        return summary with
        {
            TtftMs = QuantilesOf(judged.Select(Ttft.Of)),
            TpotMs = QuantilesOf(served.Select(Tpot.Of)),
            ItlMs = Quantiles.OfWeighted(served.SelectMany(Itl.Of).Select(gap => (gap.Gap.TotalMilliseconds, gap.Tokens))),
            IclMs = Quantiles.Of(served.SelectMany(Icl.Of).Select(gap => gap.TotalMilliseconds)),
            E2EMs = QuantilesOf(served.Select(E2E.Of)),
            NormalizedLatencyMs = QuantilesOf(served.Select(NormalizedLatency.Of)),
            TokensPerSecondPerUser = TokensPerUser(served),
            FluidTokensPerSecond = Fluidity.RateOf(served),
            InputTokensMean = Mean(served.Select(request => request.InputTokens)),
            InputTokensPlanned = Mean(served.Select(request => request.PlannedInputTokens)),
            OutputTokensMean = Mean(served.Select(request => request.OutputTokens)),
            CachedTokensMean = Mean(served.Where(request => request.CachedTokens is not null).Select(request => request.CachedTokens!.Value)),
            TokensCountedByChunks = served.Any(request => request.TokenCount == TokenCountSource.Chunks),
        };
    }

    private static Quantiles? QuantilesOf(IEnumerable<TimeSpan?> values) =>
        Quantiles.Of(values.Where(value => value is not null).Select(value => value!.Value.TotalMilliseconds));

    private static double? TokensPerUser(IEnumerable<RequestOutcome> served) =>
        Mean(served.Select(Tpot.Of).Where(tpot => tpot > TimeSpan.Zero).Select(tpot => 1 / tpot!.Value.TotalSeconds));

    private static double? Mean(IEnumerable<int> values) => Mean(values.Select(value => (double)value));

    private static double? Mean(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average() is var mean && double.IsNaN(mean) ? null : mean;
}
