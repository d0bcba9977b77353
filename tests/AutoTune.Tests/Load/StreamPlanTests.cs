using AutoTune.Load;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class StreamPlanTests
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private static readonly Workload Chat = new()
    {
        Input = new LengthDistribution.LogNormal(64, 200),
        Output = new LengthDistribution.Uniform(10, 20),
    };

    [Fact]
    public void A_window_holds_exactly_the_arrivals_that_its_rate_promises() =>
        Gen.Select(Gen.Double[0.3, 60], Gen.Int[0, 50], Gen.ULong).Sample((rate, number, seed) =>
        {
            var plan = StreamPlan.Open(new(Chat, number, seed), rate, WarmUp, Window, TimeSpan.FromSeconds(2));
            var judged = plan.Count(request => request.Scheduled >= WarmUp && request.Scheduled < WarmUp + Window);
            return judged == Math.Max(1, (int)Math.Round(rate * 10))
                && plan.Zip(plan.Skip(1)).All(pair => pair.First.Scheduled <= pair.Second.Scheduled)
                && plan.Select((request, index) => request.Index == index).All(same => same);
        });

    [Fact]
    public void Another_rate_sends_the_same_requests_at_other_times()
    {
        var stream = new ReferenceStream(Chat, 3, 11);
        var slow = StreamPlan.Open(stream, 5, WarmUp, Window, TimeSpan.Zero);
        var fast = StreamPlan.Open(stream, 9, WarmUp, Window, TimeSpan.Zero);
        Assert.Equal(slow.Select(Content), fast.Take(slow.Count).Select(Content));
        Assert.NotEqual(slow[20].Scheduled, fast[20].Scheduled);
        static (int, int, ulong) Content(PlannedRequest request) => (request.InputTokens, request.OutputTokens, request.TextSeed);
    }

    [Fact]
    public void Another_stream_or_seed_sends_other_requests()
    {
        var texts = new[] { new ReferenceStream(Chat, 0, 1), new ReferenceStream(Chat, 1, 1), new ReferenceStream(Chat, 0, 2) }
            .SelectMany(stream => StreamPlan.Open(stream, 20, WarmUp, Window, TimeSpan.Zero))
            .Select(request => request.TextSeed)
            .ToArray();
        Assert.Equal(texts.Length, texts.Distinct().Count());
    }

    [Fact]
    public void Gaps_of_a_Poisson_stream_are_exponential_and_constant_ones_equal()
    {
        var gaps = Gaps(StreamPlan.Open(new(Chat, 0, 5), 200, TimeSpan.Zero, TimeSpan.FromSeconds(50), TimeSpan.Zero));
        Assert.InRange(gaps.Average() * 200, 0.99, 1.01);
        Assert.InRange(gaps.Count(gap => gap > 1.0 / 200) / (double)gaps.Length, 0.35, 0.385);
        var even = Gaps(StreamPlan.Open(new(Chat with { Arrivals = new ArrivalProcess.Constant() }, 0, 5), 8, TimeSpan.Zero, Window, TimeSpan.Zero));
        Assert.All(even, gap => Assert.Equal(0.125, gap, 1e-5));
    }

    [Fact]
    public void Load_goes_on_past_the_window_and_is_bounded()
    {
        var plan = StreamPlan.Open(new(Chat, 0, 5), 100, TimeSpan.Zero, Window, TimeSpan.FromHours(1));
        Assert.Equal(11_000, plan.Count);
    }

    [Fact]
    public void A_log_normal_has_the_mean_and_the_99th_percentile_that_were_asked_for()
    {
        var lengths = new LengthDistribution.LogNormal(512, 2048);
        var drawn = Enumerable.Range(0, 20_000).Select(i => lengths.Quantile((i + 0.5) / 20_000)).ToArray();
        Assert.InRange(drawn.Average(), 508, 516);
        Assert.Equal(2048, lengths.Quantile(0.99));
        Assert.Throws<ArgumentException>(() => new LengthDistribution.LogNormal(10, 1000).Quantile(0.5));
    }

    [Fact]
    public void Prompt_and_answer_together_stay_within_the_context() =>
        Assert.All(
            StreamPlan.Open(new(Chat with { MaxContext = 100 }, 0, 5), 100, TimeSpan.Zero, Window, TimeSpan.Zero),
            request => Assert.InRange(request.InputTokens + request.OutputTokens, 2, 100));

    private static double[] Gaps(IReadOnlyList<PlannedRequest> plan) =>
        plan.Zip(plan.Skip(1), (a, b) => (b.Scheduled - a.Scheduled).TotalSeconds).ToArray();
}
