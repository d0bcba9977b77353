using AutoTune.Load;
using AutoTune.Metrics;
using Xunit;

namespace AutoTune.Tests.Metrics;

public sealed class BottleneckTests
{
    private static readonly EngineReading Idle = new(4) { RunningMean = 3, RunningMost = 4, WaitingMean = 0, WaitingMost = 0 };

    [Fact]
    public void What_met_its_SLO_is_not_bound() => Assert.Null(Bottleneck.Of(Probe(0.1, 0.1, Idle)));

    [Theory]
    [InlineData(-0.1, 0.1, 0, 0.5, 2, "kv_full", "the KV cache was full: 2 requests were put back")]
    [InlineData(-0.1, 0.1, 3, 0.99, 0, "kv_full", "the KV cache was full (99 %) and 3 requests waited on average")]
    [InlineData(-0.1, 0.1, 3, 0.5, 0, "queue", "requests waited to be begun: 3 on average, 3 at most, behind 3 running")]
    [InlineData(-0.1, 0.1, 0, 0.5, 0, "prefill", "reading prompts took too long: first tokens came late (TTFT 400 ms, 90th percentile) though nothing waited")]
    [InlineData(0.1, -0.1, 0, 0.5, 0, "decode", "every token took too long: 30 ms (median) with 3 requests at once")]
    public void What_bound_a_probe_follows_from_client_and_engine(double ttft, double tpot, double waiting, double kv, double preempted, string kind, string sentence)
    {
        var probe = Probe(ttft, tpot, Idle with { WaitingMean = waiting, WaitingMost = waiting, KvUsageMost = kv, Preemptions = preempted });
        Assert.Equal(new Bottleneck(kind, sentence), Bottleneck.Of(probe));
    }

    [Fact]
    public void Uneven_gaps_are_answers_that_were_held_up() =>
        Assert.Equal("answers_held_up", Bottleneck.Of(Probe(0.1, -0.1, Idle) with { IclMs = new(20, 10, 60, 150, 200) })!.Kind);

    [Fact]
    public void Without_the_engines_word_a_late_first_token_is_not_explained()
    {
        Assert.Null(Bottleneck.Of(Probe(-0.1, 0.1, null)));
        Assert.Equal("every token took too long: 30 ms (median)", Bottleneck.Of(Probe(-0.1, -0.1, null))!.Sentence);
    }

    private static ProbeSummary Probe(double ttft, double tpot, EngineReading? engine) => ProbeSummaries.Of(Recorded.Probe(Recorded.Request(0, 1000)), new(null, null, null, 0.9)) with
    {
        SloMargins = new Dictionary<string, double> { ["ttft"] = ttft, ["tpot"] = tpot },
        TtftMs = new(200, 150, 400, 500, 600),
        TpotMs = new(30, 30, 40, 50, 60),
        IclMs = new(30, 30, 40, 60, 80),
        Engine = engine,
    };
}
