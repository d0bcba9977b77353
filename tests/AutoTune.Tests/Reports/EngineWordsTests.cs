using AutoTune.Load;
using AutoTune.Reports.Building;
using Xunit;

namespace AutoTune.Tests.Reports;

public sealed class EngineWordsTests
{
    [Fact]
    public void What_an_engine_says_is_told_and_what_it_does_not_say_is_not()
    {
        Assert.Equal("7.5 running, 2 waiting on average, KV cache up to 83 % full, 3 preemptions, prefix cache 41 %, 62 % of drafts accepted", EngineWords.Of(new EngineReading(9)
        {
            RunningMean = 7.5,
            WaitingMean = 2,
            KvUsageMost = 0.83,
            Preemptions = 3,
            PrefixHits = 0.41,
            Acceptance = 0.62,
        }));
        Assert.Equal("4 running on average", EngineWords.Of(new EngineReading(9) { RunningMean = 4, Preemptions = 0, PrefixHits = 0 }));
        Assert.Null(EngineWords.Of(new EngineReading(1)));
        Assert.Null(EngineWords.Of(null));
    }
}
