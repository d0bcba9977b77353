using System.Diagnostics;
using AutoTune.IntegrationTests.Faults;
using Xunit;

namespace AutoTune.IntegrationTests.Launching;

/// <summary>Whole studies of the real llama-server by the example hooks: on this machine, and against stand-ins of kubectl and Slurm's commands, which run processes of this machine in place of pods and jobs.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class HookStudyTests(RealParts parts) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("autotune-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("local")]
    [InlineData("kubectl")]
    [InlineData("srun")]
    public async Task A_study_by_the_example_hooks_ends_with_a_verdict_and_leaves_nothing(string hook)
    {
        RealParts.Program("python3");
        var run = await RunAsync(await StudyAsync(hook));

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("finished", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Contains("listening", await File.ReadAllTextAsync(Path.Combine(_folder, "hooked", "logs", "trial-000-launch-1", "engine.log")), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Directory.CreateDirectory(Path.Combine(_folder, "state")).FullName));
    }

    private async Task<string> StudyAsync(string hook)
    {
        var script = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "hooks", $"{hook}.py"));
        var file = Path.Combine(_folder, "hooked.yaml");
        await File.WriteAllTextAsync(file, $$"""
            study: hooked
            model: {{parts.Model.Files["Q4_0"].Path}}
            engines: [llama-cpp]
            precision: {weights: [Q4_0]}
            launcher: hooks
            hooks: {start: [{{script}}, start], stop: [{{script}}, stop], logs: [{{script}}, logs], timeout: 30s}
            limit: {slots: [1, 8]}
            workload: {input: 16, output: 8}
            request: {api: chat, temperature: 0, ignore_eos: true}
            slo: {ttft: 2s, tpot: 200ms, attainment: 80%}
            probe: {warm_up: 200ms, window: 1500ms, tolerance: 50%}
            budget: {trials: 2, time: 40s}
            """);
        return file;
    }

    private async Task<CliResult> RunAsync(string study)
    {
        var standIns = Path.Combine(AppContext.BaseDirectory, "stand-ins");
        var state = Directory.CreateDirectory(Path.Combine(_folder, "state")).FullName;
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "autotune"), ["tune", study, "--results", _folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{standIns}:{Path.GetDirectoryName(parts.Engine.LlamaServer)}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["STAND_IN_FOLDER"] = state;
        start.Environment["STAND_IN_IMAGES"] = $$"""{"ghcr.io/ggml-org/llama.cpp:server": "{{parts.Engine.LlamaServer}}"}""";
        start.Environment["AUTOTUNE_SLURM_LOGS"] = Path.Combine(_folder, "slurm");
        using var running = new RunningCli(Process.Start(start)!);
        return await running.EndAsync();
    }
}
