using AutoTune.Capacity;
using Xunit;

namespace AutoTune.Tests.Capacity;

public sealed class PromptnessTests
{
    [Theory]
    [InlineData("30 30", 2)]                                              // the first is compared with nothing
    [InlineData("10 400 300 200 100 40", 6)]                              // a queue that is worked off
    [InlineData("100 900 700 400 190", 5)]                                // as prompt as it was, within a factor
    [InlineData("60 400 410 390 400 405 395 400 402 398", 10)]            // prompt once, by luck: it gets no better
    [InlineData("60 4000 3600 3200 2800 2400 2000 1600 1200 800 400", 0)] // a long queue is waited for
    public void An_engine_is_idle_when_it_answers_promptly_or_gets_no_better(string milliseconds, int idleAfter)
    {
        var promptness = new Promptness();
        promptness.Begin();
        var said = milliseconds.Split(' ').Select(each => promptness.IsIdleAfter(TimeSpan.FromMilliseconds(int.Parse(each)))).ToArray();
        Assert.Equal(idleAfter, Array.IndexOf(said, true) + 1);
    }

    [Fact]
    public void A_new_wait_forgets_the_last_ones_answers_but_not_the_promptest()
    {
        var promptness = new Promptness();
        foreach (var milliseconds in new[] { 100, 500, 500, 500, 500, 500, 500, 500, 500 })
            Assert.False(promptness.IsIdleAfter(TimeSpan.FromMilliseconds(milliseconds)));
        promptness.Begin();
        Assert.False(promptness.IsIdleAfter(TimeSpan.FromMilliseconds(500)));
        Assert.True(promptness.IsIdleAfter(TimeSpan.FromMilliseconds(200)));
    }
}
