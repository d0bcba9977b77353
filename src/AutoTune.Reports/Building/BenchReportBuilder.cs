using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Studies;

namespace AutoTune.Reports.Building;

/// <summary>Load tests, as their report shows them.</summary>
public static class BenchReportBuilder
{
    public static BenchReport Build(IReadOnlyList<ProbeSummary> tests, ServingEndpoint server, Workload workload, RequestApi api, Slo slo, TimeSpan window, double? rampTo, string version) => new()
    {
        Kind = "bench",
        Headline = Headline(tests, slo),
        Sentence = Sentence(tests, slo, window),
        Address = new UriBuilder(server.BaseAddress) { UserName = "", Password = "" }.Uri.AbsoluteUri,
        Model = server.Model,
        Workload = tests.All(test => test.Concurrency is not null) ? WorkloadWords.OfClosedLoop(workload, api) : WorkloadWords.Of(workload, api) + (rampTo is { } end ? $"; the rate goes evenly to {end:0.##} requests/s" : ""),
        Slo = slo.HasLimits ? slo.ToString() : null,
        SloLimits = StudySections.Limits(slo),
        AttainmentTarget = slo.HasLimits ? slo.Attainment : null,
        Version = version,
        StartedAt = tests.Count > 0 ? tests[0].Started : DateTimeOffset.UnixEpoch,
        Tests = [.. tests.Select(test => Of(test, slo.HasLimits))],
    };

    private static string Headline(IReadOnlyList<ProbeSummary> tests, Slo slo)
    {
        var valid = tests.Where(test => test.WhyInvalid is null).ToArray();
        if (valid.Length == 0)
            return "No test counts";
        if (!slo.HasLimits)
            return $"Up to {valid.Max(test => test.OutputTokensPerSecond):0} output tokens/s";
        var held = valid.Where(test => test.Attainment >= slo.Attainment).ToArray();
        return held.Length == 0 ? "No load was within the SLO" : $"Within the SLO up to {Load(held.MaxBy(test => test.AchievedRate)!)}";
    }

    private static string Sentence(IReadOnlyList<ProbeSummary> tests, Slo slo, TimeSpan window)
    {
        var invalid = tests.Count(test => test.WhyInvalid is not null);
        var judged = slo.HasLimits ? $"Judged by {slo}. " : "";
        var dropped = invalid == 0 ? "" : $" {invalid} of {tests.Count} do not count: the client or its prompts were at fault, and the table says why.";
        return $"{judged}Each load was tested once, for {window.TotalSeconds:0.#} s: neighbouring loads may differ by chance. `autotune bench --find-capacity` gives the highest rate with an interval.{dropped}";
    }

    private static string Load(ProbeSummary test) => test.OfferedRate is { } rate ? $"{rate:0.##} requests/s" : $"{test.Concurrency} requests in flight";

    private static BenchTest Of(ProbeSummary test, bool hasLimits) => new()
    {
        OfferedRequestsPerSecond = test.OfferedRate,
        Concurrency = test.Concurrency,
        AchievedRequestsPerSecond = test.AchievedRate,
        Requests = test.Requests,
        Errors = test.Errors,
        FirstError = test.FirstError,
        Attainment = hasLimits ? test.Attainment : null,
        GoodputRequestsPerSecond = hasLimits ? test.Goodput : null,
        OutputTokensPerSecond = test.OutputTokensPerSecond,
        TotalTokensPerSecond = test.TotalTokensPerSecond,
        TokensPerSecondPerUser = test.TokensPerSecondPerUser,
        FluidTokensPerSecond = test.FluidTokensPerSecond,
        TtftMs = Of(test.TtftMs),
        TpotMs = Of(test.TpotMs),
        ItlMs = Of(test.ItlMs),
        IclMs = Of(test.IclMs),
        E2eMs = Of(test.E2EMs),
        SendLagP99Ms = test.SendLagP99Ms,
        Valid = test.WhyInvalid is null,
        WhyInvalid = test.WhyInvalid,
        Notes = ProbeNotes.Of(test),
    };

    private static BenchLatency? Of(AutoTune.Metrics.Quantiles? seen) => seen is null ? null : new(seen.Mean, seen.P50, seen.P90, seen.P99, seen.Max);
}
