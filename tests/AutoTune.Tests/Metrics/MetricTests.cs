using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Studies;
using Xunit;

namespace AutoTune.Tests.Metrics;

public sealed class MetricTests
{
    private static readonly Slo Limits = new(Ms(150), Ms(25), null, 0.9);

    [Fact]
    public void Ttft_and_e2e_count_from_the_schedule_not_from_a_late_send()
    {
        var request = Recorded.Request(0, 1000) with { Sent = Ms(1050) };
        Assert.Equal(Ms(100), Ttft.Of(request));
        Assert.Equal(Ms(180), E2E.Of(request));
        Assert.Equal(Ms(36), NormalizedLatency.Of(request));
    }

    [Fact]
    public void Tpot_divides_by_the_tokens_after_the_first_chunk()
    {
        var request = Recorded.Request(0, 0, tokens: 5);
        Assert.Equal(Ms(20), Tpot.Of(request));
        Assert.Equal(Ms(8), Tpot.Of(request with { OutputTokens = 14, FirstChunkTokens = 4 }));
        Assert.Null(Tpot.Of(request with { OutputTokens = 4, FirstChunkTokens = 4 }));
    }

    [Fact]
    public void Itl_shares_a_gap_among_the_tokens_of_its_chunk_and_icl_does_not()
    {
        var request = Recorded.Request(0, 0, tokens: 3, gapMs: 40) with { OutputTokens = 8, ChunkBytes = [8, 16, 8] };
        Assert.Equal([(Ms(10), 4.0), (Ms(20), 2.0)], Itl.Of(request));
        Assert.Equal([Ms(40), Ms(40)], Icl.Of(request));
    }

    [Fact]
    public void Output_throughput_counts_tokens_that_arrived_in_the_window_whoever_asked_for_them()
    {
        var early = Recorded.Request(0, 880);
        var late = Recorded.Request(1, 2880);
        Assert.Equal((4 + 1) / 2.0, OutputThroughput.Of(Recorded.Probe(early, late)));
    }

    [Fact]
    public void A_request_must_meet_every_limit()
    {
        Assert.Equal(SloMiss.None, SloJudge.Judge(Recorded.Request(0, 0), Limits));
        Assert.Equal(SloMiss.Ttft, SloJudge.Judge(Recorded.Request(0, 0, ttftMs: 151), Limits));
        Assert.Equal(SloMiss.Ttft | SloMiss.Tpot, SloJudge.Judge(Recorded.Request(0, 0, ttftMs: 151, gapMs: 26), Limits));
        Assert.Equal(SloMiss.E2E, SloJudge.Judge(Recorded.Request(0, 0), new Slo(null, null, Ms(179), 0.9)));
        Assert.Equal(SloMiss.NotServed, SloJudge.Judge(Recorded.Request(0, 0) with { End = RequestEnd.Broken }, Limits));
        Assert.Equal(SloMiss.None, SloJudge.Judge(Recorded.Request(0, 0, tokens: 1), Limits));
    }

    [Fact]
    public void A_summary_judges_the_arrivals_of_the_window_and_no_others()
    {
        var summary = ProbeSummaries.Of(
            Recorded.Probe(Recorded.Request(0, 500, ttftMs: 999), Recorded.Request(1, 1000), Recorded.Request(2, 1500, ttftMs: 200),
                Recorded.Request(3, 2000) with { End = RequestEnd.TimedOut, Error = "slow" }, Recorded.Request(4, 2999), Recorded.Request(5, 3000)),
            Limits, "bisection");
        Assert.Equal((4, 2, 1, 0.5, 2.0, 1.0), (summary.Requests, summary.Met, summary.Errors, summary.Attainment, summary.AchievedRate, summary.Goodput));
        Assert.Equal((100, 200), (summary.TtftMs!.P50, summary.TtftMs.Max));
        Assert.Equal((20, 50, 12, 10, "slow"), (summary.TpotMs!.Mean, summary.TokensPerSecondPerUser, summary.InputTokensMean, summary.InputTokensPlanned, summary.FirstError));
        Assert.Equal(Math.Log(150.0 / 200), summary.SloMargins["ttft"], 1e-9);
        Assert.Equal(Math.Log(25.0 / 20), summary.SloMargins["tpot"], 1e-9);
    }

    [Fact]
    public void A_stopped_probe_is_judged_on_what_was_certain()
    {
        static RequestOutcome CutOff(int index, int scheduled, int? firstToken) => new()
        {
            Index = index,
            End = RequestEnd.Dropped,
            Scheduled = Ms(scheduled),
            Sent = Ms(scheduled),
            PlannedOutputTokens = 5,
            FirstToken = firstToken is { } first ? Ms(first) : null,
        };
        var record = Recorded.Probe(Recorded.Request(0, 1000), CutOff(1, 1100, null), CutOff(2, 1900, null), CutOff(3, 1850, 1950), CutOff(4, 1700, 1800)) with
        {
            Elapsed = Ms(2000),
            StoppedBecause = "hopeless",
        };
        Assert.Equal([SloMiss.None, SloMiss.Ttft, null, null, SloMiss.Tpot], SloJudge.Judge(record, Limits).Select(judged => judged.Missed));
        Assert.Equal((3, 1), (ProbeSummaries.Of(record, Limits).Requests, ProbeSummaries.Of(record, Limits).Met));
    }

    [Fact]
    public void Quantiles_are_values_that_were_seen_and_weights_count()
    {
        var quantiles = Quantiles.Of(Enumerable.Range(1, 10).Select(i => (double)i))!;
        Assert.Equal((5.5, 5, 9, 10, 10, 10), (quantiles.Mean, quantiles.P50, quantiles.P90, quantiles.P99, quantiles.Max, quantiles.Count));
        Assert.Equal(3.0277, quantiles.StandardDeviation, 1e-4);
        Assert.Equal(1, Quantiles.OfWeighted([(1, 9), (100, 1)])!.P90);
        Assert.Null(Quantiles.Of([]));
    }

    [Fact]
    public void Percentiles_count_each_limit_by_itself_and_the_worst_one_decides()
    {
        // Two of ten miss TTFT, one other misses TPOT, one other is not served at all.
        var requests = Enumerable.Range(0, 10).Select(index => Recorded.Request(index, 1000 + index, ttftMs: index < 2 ? 200 : 100, gapMs: index == 2 ? 30 : 20)).ToArray();
        requests[3] = requests[3] with { End = RequestEnd.ServerError };
        var joint = ProbeSummaries.Of(Recorded.Probe(requests), Limits);
        var each = ProbeSummaries.Of(Recorded.Probe(requests), Limits with { Form = SloForm.EachLimit });
        Assert.Equal((6, 0.6), (joint.Met, joint.Attainment));
        Assert.Equal((7, 0.7), (each.Met, each.Attainment));
        Assert.Equal("P90 of TTFT ≤ 150 ms and P90 of TPOT ≤ 25 ms", (Limits with { Form = SloForm.EachLimit }).ToString());
    }

    [Fact]
    public void Deadlines_of_tokens_start_again_after_a_miss()
    {
        // Tokens at 100, 120, 140, 200, 220: against 20 ms each, the fourth is 40 ms late, and the fifth is due 20 ms after it.
        var request = Recorded.Request(0, 0, tokens: 5);
        var stalled = request with { Chunks = [Ms(100), Ms(120), Ms(140), Ms(200), Ms(220)], LastToken = Ms(220) };
        Assert.Equal(1, Fluidity.IndexOf(request, Ms(100), Ms(20)));
        Assert.Equal(0.8, Fluidity.IndexOf(stalled, Ms(100), Ms(20)));
        // What came early is a buffer: by a deadline of 150 ms for the first token, the fourth is due at 210.
        Assert.Equal(1, Fluidity.IndexOf(stalled, Ms(150), Ms(20)));
        Assert.Equal(0, Fluidity.IndexOf(stalled with { End = RequestEnd.Broken }, Ms(150), Ms(20)));
    }

    [Fact]
    public void The_fluid_rate_is_what_nearly_all_requests_keep_up_with()
    {
        var fast = Enumerable.Range(0, 99).Select(index => Recorded.Request(index, 0, tokens: 11, gapMs: 20));
        var slow = Recorded.Request(99, 0, tokens: 11, gapMs: 200);
        Assert.Equal(50, Fluidity.RateOf(fast.Append(slow))!.Value, 0.1);
        Assert.Equal(5, Fluidity.RateOf(fast.Append(slow).Append(slow))!.Value, 0.01);
        Assert.Null(Fluidity.RateOf([Recorded.Request(0, 0, tokens: 1)]));
    }

    [Fact]
    public void Total_throughput_counts_a_prompt_when_its_first_token_comes()
    {
        var before = Recorded.Request(0, 880);
        var inside = Recorded.Request(1, 1500);
        Assert.Equal((4 + 5 + inside.InputTokens) / 2.0, TotalThroughput.Of(Recorded.Probe(before, inside)));
    }

    [Fact]
    public void Utilisation_is_what_was_moved_or_computed_over_what_could_be()
    {
        // 14 GB of weights at 14 ms a token are 1 TB/s of 2; 7e9 parameters at 10,000 tokens/s are 0.14 PFLOP/s of 1.
        Assert.Equal(0.5, Mbu.Of(14e9, Ms(14), 2e12), 12);
        Assert.Equal(0.14, Mfu.Of(7e9, 10_000, 1e15), 12);
    }

    [Fact]
    public void A_client_may_be_late_by_two_per_cent_of_the_limit_and_never_by_more_than_five_ms() =>
        Assert.Equal([Ms(2), Ms(5), Ms(5)], [SendLag.Budget(Ms(100)), SendLag.Budget(Ms(500)), SendLag.Budget(null)]);

    private static TimeSpan Ms(double ms) => TimeSpan.FromTicks((long)(ms * TimeSpan.TicksPerMillisecond));
}
