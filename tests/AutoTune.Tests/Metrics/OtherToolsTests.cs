using AutoTune.Load;
using AutoTune.Metrics;
using Xunit;

namespace AutoTune.Tests.Metrics;

/// <summary>One recorded stream, judged by our definitions and by those of tools that people know: the table of Metrics/README.md.</summary>
/// <remarks>Due at 0, sent 50 ms late; 12 tokens in four chunks: 4 at 250 ms, 2 at 290, 4 at 330, 2 at 410.</remarks>
public sealed class OtherToolsTests
{
    private static readonly RequestOutcome Stream = new()
    {
        Index = 0,
        End = RequestEnd.Completed,
        Scheduled = TimeSpan.Zero,
        Sent = Ms(50),
        FirstToken = Ms(250),
        LastToken = Ms(410),
        OutputTokens = 12,
        PlannedOutputTokens = 12,
        FirstChunkTokens = 4,
        TokenCount = TokenCountSource.Usage,
        Chunks = [Ms(250), Ms(290), Ms(330), Ms(410)],
        ChunkBytes = [16, 8, 16, 8],
    };

    [Fact]
    public void Ttft_counts_from_the_schedule_and_elsewhere_from_a_late_send()
    {
        Assert.Equal(250, Ttft.Of(Stream)!.Value.TotalMilliseconds);
        Assert.Equal(200, FromSend(Stream.FirstToken!.Value));
    }

    [Fact]
    public void Tpot_counts_the_tokens_that_came_after_the_first_chunk_and_elsewhere_all_but_one()
    {
        Assert.Equal(20, Tpot.Of(Stream)!.Value.TotalMilliseconds);
        // vLLM's bench, SGLang's, MLPerf; AIPerf and GenAI-Perf call it inter-token latency.
        Assert.Equal(14.545, (FromSend(Stream.LastToken!.Value) - FromSend(Stream.FirstToken!.Value)) / (Stream.OutputTokens - 1), 3);
    }

    [Fact]
    public void Itl_is_weighted_by_tokens_and_elsewhere_a_raw_gap()
    {
        var seen = Quantiles.OfWeighted(Itl.Of(Stream).Select(gap => (gap.Gap.TotalMilliseconds, gap.Tokens)))!;
        Assert.Equal((20.0, 10.0), (seen.Mean, seen.P50));
        // vLLM's bench: the mean of the gaps between chunks, which are our ICL.
        Assert.Equal(53.333, Icl.Of(Stream).Average(gap => gap.TotalMilliseconds), 3);
    }

    [Fact]
    public void E2e_counts_from_the_schedule_and_elsewhere_from_a_late_send()
    {
        Assert.Equal(410, E2E.Of(Stream)!.Value.TotalMilliseconds);
        Assert.Equal(360, FromSend(Stream.LastToken!.Value));
    }

    private static double FromSend(TimeSpan at) => (at - Stream.Sent!.Value).TotalMilliseconds;

    private static TimeSpan Ms(double ms) => TimeSpan.FromMilliseconds(ms);
}
