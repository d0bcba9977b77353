using AutoTune.Cli.Composition;
using AutoTune.Tests.Provisioning;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Cli;

/// <summary>A good study, spoilt in one place, and what its user is told.</summary>
internal sealed class BadStudies : IDisposable
{
    public const string Good = """
        study: bad
        model: synthetic
        engines: [llama-cpp]
        precision: {weights: [F16, Q8_0]}
        launcher: process
        workload: {input: 24, output: 16}
        slo: {ttft: 500ms, tpot: 50ms, attainment: 90%}
        probe: {warm_up: 1s, window: 7s}
        budget: {time: 10m, trials: 16}
        """;

    public const string GoodHub = """
        study: bad
        model: meta-llama/Llama-3.1-8B-Instruct
        engines: [vllm]
        precision: {weights: [bf16, fp8]}
        variants: {fp8: RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8}
        hardware: 2 x h100-sxm
        workload: {input: 512, output: 128}
        slo: {ttft: 500ms, tpot: 50ms, attainment: 90%}
        budget: {time: 8h, trials: 16}
        """;

    public const string GoodSpace = """
        parameters:
          x: {type: integer, range: [0, 9], default: 3}
          y: {type: integer, range: [0, 9], default: 4}
        constraints: [x <= y]
        """;

    public const string GoodCommand = """
        study: bad
        command: [cat]
        space: ./space.yaml
        objectives: [{maximize: capacity}]
        budget: {trials: 4}
        """;

    public TemporaryFolder Folder { get; } = new();

    /// <summary>The study's file, without its folder in front of the messages.</summary>
    public IReadOnlyList<string> Errors(string text, StudyOptions? options = null)
    {
        var file = Folder.Write("study.yaml", text);
        var invalid = Assert.Throws<InvalidInputException>(() => StudyLoader.Load(file, options ?? new()));
        return [.. invalid.Diagnostics.Select(error => error.ToString().Replace(Folder.Path + "/", "", StringComparison.Ordinal))];
    }

    public void Dispose() => Folder.Dispose();
}
