using System.Text.Json;
using AutoTune.Cli.Json;
using AutoTune.Metrics;
using Xunit;

namespace AutoTune.Tests.Cli;

public sealed class CliJsonTests
{
    [Theory]
    [InlineData(1, JsonValueKind.Object)]
    [InlineData(2, JsonValueKind.Array)]
    public void One_load_test_is_an_object_and_several_are_a_list(int tests, JsonValueKind kind)
    {
        List<BenchDocument> documents = [.. Enumerable.Range(0, tests).Select(_ => BenchDocument.Of(Test(), hasLimits: true))];

        using var written = JsonDocument.Parse(documents is [var only] ? CliJson.Write(only) : CliJson.Write(documents));

        Assert.Equal(kind, written.RootElement.ValueKind);
    }

    private static ProbeSummary Test() => new()
    {
        Started = DateTimeOffset.UnixEpoch,
        ElapsedSeconds = 1,
        AchievedRate = 1,
        Requests = 1,
        Errors = 0,
        Attainment = 1,
        Goodput = 1,
        OutputTokensPerSecond = 1,
        SendLagP99Ms = 0,
    };
}
