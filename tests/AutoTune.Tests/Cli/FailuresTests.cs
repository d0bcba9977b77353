using System.Text.Json;
using AutoTune.Cli;
using AutoTune.Cli.Json;
using AutoTune.Trials;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Cli;

public sealed class FailuresTests
{
    [Fact]
    public void With_json_every_end_is_one_document()
    {
        var diagnostics = new Diagnostics();
        diagnostics.Error(new SourcePosition("study.yaml", 3, 7), "wrong");
        diagnostics.Error(null, "also wrong");
        var bad = Reported(Assert.Throws<InvalidInputException>(diagnostics.ThrowIfErrors));

        Assert.Equal((2, "bad_input"), (bad.GetProperty("exit_code").GetInt32(), bad.GetProperty("kind").GetString()));
        Assert.Equal("""{"message":"wrong","file":"study.yaml","line":3,"column":7}""", Compact(bad.GetProperty("messages")[0]));
        Assert.Equal("""{"message":"also wrong","file":null,"line":null,"column":null}""", Compact(bad.GetProperty("messages")[1]));
        Assert.Equal("interrupted", Reported(new OperationCanceledException()).GetProperty("kind").GetString());
        Assert.Equal("do it", Reported(new StudyStoppedException("it stopped", "do it")).GetProperty("remedy").GetString());
        Assert.Equal("internal_error", Reported(new InvalidOperationException("?")).GetProperty("kind").GetString());
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private static JsonElement Reported(Exception problem) => JsonDocument.Parse(CliJson.Write(Failures.DocumentOf(problem))).RootElement;
}
