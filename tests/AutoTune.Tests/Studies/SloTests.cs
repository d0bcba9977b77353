using AutoTune.Metrics;
using AutoTune.Studies;
using Xunit;

namespace AutoTune.Tests.Studies;

public sealed class SloTests
{
    private static readonly Slo Chat = new(TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(50), null, 0.9);

    [Theory]
    [InlineData(2, "a window of 2 s is shorter than the TTFT limit of 5 s: a queue that misses it has no time to build up; 5 times the limit (25 s) would tell")]
    [InlineData(5, null)]
    public void A_window_shorter_than_a_limit_cannot_tell(double window, string? why) => Assert.Equal(why, Chat.WhyTooShort(TimeSpan.FromSeconds(window)));

    [Fact]
    public void A_limit_on_the_whole_answer_needs_its_window_too() =>
        Assert.StartsWith("a window of 5 s is shorter than the E2E limit of 30 s", (Chat with { E2E = TimeSpan.FromSeconds(30) }).WhyTooShort(TimeSpan.FromSeconds(5)), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, 5)]
    [InlineData(1000.0, 5)]
    [InlineData(100.0, 2)]
    [InlineData(1.0, 0.2)]
    public void The_budget_of_lateness_follows_the_limit_as_far_as_a_thread_can(double? ttftMs, double budgetMs) =>
        Assert.Equal(budgetMs, SendLag.Budget(ttftMs is { } limit ? TimeSpan.FromMilliseconds(limit) : null).TotalMilliseconds, 6);
}
