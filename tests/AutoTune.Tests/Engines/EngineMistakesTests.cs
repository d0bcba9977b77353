using AutoTune.Engines;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Engines;

/// <summary>What would silently mean nothing in an engine's file is one error at its place.</summary>
public sealed class EngineMistakesTests
{
    private const string Good = """
        engine: acme
        command: [acme-serve, "{model}", --host, "{host}", --port, "{port}"]
        port: 9000
        readiness: {health: /health, models: /v1/models}
        shutdown: {signal: SIGTERM, grace: 30s}
        metrics: {path: /metrics, names: {running: acme_running}}
        parameters:
          batch: {type: integer, range: [1, 512], default: 128, flag: --max-batch, role: running_requests}
          tokens: {type: integer, range: [0, 512], default: 0, flag: --tokens, role: prefill_chunk}
        hints: {queue: {batch: raise}}
        """;

    [Fact]
    public void The_good_file_is_good()
    {
        Assert.Empty(Errors(Good));
        var engine = EngineReader.Read(YamlReader.Read(Good, "acme.yaml", new Diagnostics())!, Facts, new Diagnostics())!;
        Assert.Null(ServingShape.Of(engine, engine.Branch.VendorDefault()).StepTokens);    // 0 is how it says that there is no limit
    }

    [Theory]
    [InlineData("\"{model}\", ", "", "acme.yaml:2:10: 'command' must say where {model} goes")]
    [InlineData("health: /health", "health: health", "acme.yaml:4:12: 'health' is a path that begins with a slash, not 'health'")]
    [InlineData("{running: acme_running}", "{runing: acme_running}", "acme.yaml:6:10: there is no metric 'runing'; did you mean 'running'?")]
    [InlineData("role: running_requests", "role: runing_requests", "acme.yaml:8:3: the role 'runing_requests' of 'batch' is none that AutoTune reads; did you mean 'running_requests'?")]
    [InlineData("flag: --tokens", "flag: --max-batch", "acme.yaml:9:3: 'tokens' has the flag --max-batch of 'batch'")]
    [InlineData("hints: {queue:", "hints: {queues:", "acme.yaml:10:9: there is no bottleneck 'queues'; did you mean 'queue'?")]
    [InlineData("flag: --tokens", "flag: --tokens, formerly: {flag: tokens, until: \"1.0\"}", "acme.yaml:9:89: 'flag' must begin with a dash, not 'tokens'")]
    [InlineData("flag: --tokens", "flag: --tokens, formerly: {flag: --toks, until: new}", "acme.yaml:9:104: 'until' is a version in two to four numbers")]
    [InlineData("flag: --tokens", "flag: --tokens, online: {fp8: [--quantization, fp8]}", "acme.yaml:9:")]
    [InlineData("hints:", "container: {image: a, tag: b, images: [{when: hardware.make == 'amd', tag: c}]}\nhints:", "acme.yaml:10:47: there is no parameter or fact 'hardware.make'; did you mean 'hardware.maker'?")]
    [InlineData("hints:", "json_flags: {--spec: {members: {tokens: --token}}}\nhints:", "acme.yaml:10:13: '--spec' has a member for --token, which is no flag of the file; did you mean '--tokens'?")]
    public void One_mistake_is_one_error_at_its_place(string good, string bad, string message) =>
        Assert.StartsWith(message, Assert.Single(Errors(Good.Replace(good, bad, StringComparison.Ordinal))), StringComparison.Ordinal);

    private static Dictionary<string, ParameterValue> Facts => new() { [SpaceFacts.Cores] = ParameterValue.Of(2L), [SpaceFacts.Gpus] = ParameterValue.Of(0L) };

    private static string[] Errors(string text)
    {
        var diagnostics = new Diagnostics();
        EngineReader.Read(YamlReader.Read(text, "acme.yaml", diagnostics)!, Facts, diagnostics);
        return [.. diagnostics.Items.Select(item => item.ToString())];
    }
}
