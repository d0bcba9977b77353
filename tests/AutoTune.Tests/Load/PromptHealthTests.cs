using AutoTune.Load;
using AutoTune.Tests.Metrics;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class PromptHealthTests
{
    private static readonly PromptCalibration Known = new(4, [1.0], CalibrationSource.Usage);

    [Theory]
    [InlineData(200, 200, 0, 0, null)]
    [InlineData(200, 219, 0, 0, null)]
    [InlineData(200, 221, 0, 0, "prompts had 221 tokens on average where 200 were planned")]
    [InlineData(200, 150, 0, 0, "prompts had 150 tokens on average where 200 were planned")]
    [InlineData(5, 20, 0, 0, null)]
    [InlineData(200, 200, 20, 0, null)]
    [InlineData(200, 200, 190, 0, "the server had 170 tokens of a prompt in its prefix cache, on average, beyond what the workload shares")]
    [InlineData(200, 200, 190, 180, null)]
    public void Other_lengths_or_unplanned_cache_hits_make_a_probe_invalid(int planned, int realised, int cached, int shared, string? why)
    {
        var request = Recorded.Request(0, 1000) with { PlannedInputTokens = planned, InputTokens = realised, CachedTokens = cached, SharedTokens = shared };
        var probe = Recorded.Probe(request);
        Assert.Equal(why, PromptHealth.WhyInvalid(probe.Plan with { Prompts = Known }, [request]));
    }

    [Fact]
    public void Where_the_server_says_nothing_nothing_is_asserted()
    {
        var request = Recorded.Request(0, 1000) with { PlannedInputTokens = 200, InputTokens = 500, CachedTokens = null };
        Assert.Null(PromptHealth.WhyInvalid(Recorded.Probe(request).Plan, [request]));
    }
}
