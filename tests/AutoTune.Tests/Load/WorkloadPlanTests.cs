using AutoTune.Load;
using AutoTune.Load.Traces;
using Xunit;

namespace AutoTune.Tests.Load;

/// <summary>Arrivals and prompts of workloads that are more than lengths.</summary>
public sealed class WorkloadPlanTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(50);

    private static readonly Workload Short = new() { Input = new LengthDistribution.Fixed(20), Output = new LengthDistribution.Fixed(5) };

    [Theory]
    [InlineData(0.25)]
    [InlineData(1)]
    [InlineData(4)]
    public void Gamma_arrivals_have_the_burstiness_that_was_asked_for(double burstiness)
    {
        var gaps = Gaps(Plan(Short with { Arrivals = new ArrivalProcess.Gamma(burstiness) }, 200));
        var mean = gaps.Average();
        var variation = gaps.Sum(gap => (gap - mean) * (gap - mean)) / gaps.Length / (mean * mean);
        Assert.Equal(200 * 50, gaps.Length + 1);
        Assert.InRange(variation * burstiness, 0.9, 1.1);
    }

    [Fact]
    public void A_trace_is_replayed_in_its_order_and_spacing_at_any_rate()
    {
        var trace = new Trace([.. Enumerable.Range(0, 100).Select(i => new TracedRequest(i / 2 + i % 2 * 0.1, 10 + i, 5, []))], "t");
        var workload = Short with { Trace = trace, Arrivals = new ArrivalProcess.Replay() };
        var (slow, fast) = (Plan(workload, 1), Plan(workload, 8));

        Assert.Equal(50, slow.Count);
        Assert.Equal(400, fast.Count);
        Assert.Equal(slow.Select(request => request.InputTokens), fast.Take(50).Select(request => request.InputTokens));
        Assert.All(slow.Zip(slow.Skip(1)), pair => Assert.Equal((pair.First.InputTokens - 10 + 1) % 100, pair.Second.InputTokens - 10));
        var gaps = Gaps(slow).Order().ToArray();
        Assert.InRange(gaps[^5] / gaps[5], 8.9, 9.1);
        Assert.NotEqual(slow[0].InputTokens, Plan(workload, 1, stream: 1)[0].InputTokens);
    }

    [Fact]
    public void A_ramp_goes_evenly_from_one_rate_to_the_other()
    {
        var plan = StreamPlan.Open(new(Short with { Arrivals = new ArrivalProcess.Constant() }, 0, 1), 2, TimeSpan.Zero, Window, TimeSpan.Zero, rampTo: 6);
        Assert.Equal(200, plan.Count);
        Assert.Equal(75, plan.Count(request => request.Scheduled < Window / 2), 1.5);
        Assert.Equal(1 / 2.0, Gaps(plan)[0], 0.02);
        Assert.Equal(1 / 6.0, Gaps(plan)[^1], 0.02);
    }

    [Fact]
    public void A_shared_prefix_is_the_same_text_within_its_group_and_stream_and_the_rest_is_not()
    {
        var workload = Short with { Prefix = new(3, 40, 0) };
        var plan = Plan(workload, 2);
        Assert.All(plan, request => Assert.Equal((60, 40), (request.InputTokens, request.SharedTokens)));
        var groups = plan.Select(request => PromptWriter.Write(request, PromptCalibration.Assumed).Split(' ')).GroupBy(words => string.Join(' ', words.Take(40))).ToArray();
        Assert.Equal(3, groups.Length);
        Assert.Equal(plan.Count, groups.SelectMany(group => group).Select(words => string.Join(' ', words.Skip(40))).Distinct().Count());
        Assert.NotEqual(plan[0].Shared, Plan(workload, 2, stream: 1)[0].Shared);
    }

    [Fact]
    public void A_popular_prefix_is_used_as_often_as_Zipf_says()
    {
        var prefix = new SharedPrefix(4, 10, 1);
        var counts = Enumerable.Range(0, 25_000).Select(i => prefix.GroupAt((i + 0.5) / 25_000)).CountBy(group => group).ToDictionary();
        Assert.Equal([12_000, 6_000, 4_000, 3_000], Enumerable.Range(0, 4).Select(group => counts[group]));
    }

    [Fact]
    public void Equal_blocks_of_a_trace_are_equal_text()
    {
        var trace = new Trace([new(0, 1030, 5, [7, 8, 9]), new(1, 600, 5, [7, 8]), new(2, 700, 5, [7, 3])], "t");
        var plan = Plan(Short with { Trace = trace, Arrivals = new ArrivalProcess.Replay() }, 1).OrderByDescending(request => request.InputTokens).DistinctBy(request => request.InputTokens).ToArray();
        var words = plan.Select(request => PromptWriter.Write(request, PromptCalibration.Assumed).Split(' ')).ToArray();
        Assert.Equal([1030, 700, 600], words.Select(list => list.Length));
        Assert.Equal(words[0].Take(512), words[1].Take(512));
        Assert.NotEqual(words[0].Skip(512).Take(88), words[1].Skip(512).Take(88));
    }

    [Fact]
    public void A_text_is_sent_behind_a_nonce()
    {
        var trace = new Trace([new(null, 3, 5, [], "How are you?")], "t");
        var prompts = Plan(Short with { Trace = trace }, 2).Select(request => PromptWriter.Write(request, PromptCalibration.Assumed)).ToArray();
        Assert.All(prompts, prompt => Assert.Matches("^\\[[0-9a-f]{16}\\] How are you\\?$", prompt));
        Assert.Equal(prompts.Length, prompts.Distinct().Count());
    }

    private static IReadOnlyList<PlannedRequest> Plan(Workload workload, double rate, int stream = 0) =>
        StreamPlan.Open(new(workload, stream, 5), rate, TimeSpan.Zero, Window, TimeSpan.Zero);

    private static double[] Gaps(IReadOnlyList<PlannedRequest> plan) =>
        [.. plan.Zip(plan.Skip(1), (a, b) => (b.Scheduled - a.Scheduled).TotalSeconds)];
}
