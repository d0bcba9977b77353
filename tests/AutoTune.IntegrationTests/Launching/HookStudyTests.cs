using AutoTune.IntegrationTests.Faults;
using Xunit;

namespace AutoTune.IntegrationTests.Launching;

/// <summary>Whole studies of the real llama-server by the example hooks: on this machine, and against stand-ins of kubectl and Slurm's commands, which run processes of this machine in place of pods and jobs.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class HookStudyTests(RealParts parts) : IDisposable
{
    private readonly SmallStudy _study = new(parts, "hooked") { Budget = "{trials: 2, time: 25s}" };

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData("local")]
    [InlineData("kubectl")]
    [InlineData("srun")]
    public async Task A_study_by_the_example_hooks_ends_with_a_verdict_and_leaves_nothing(string hook)
    {
        RealParts.Program("python3");
        var script = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "hooks", $"{hook}.py"));
        var state = Directory.CreateDirectory(Path.Combine(_study.Folder, "state")).FullName;
        _study.Environment["PATH"] = $"{Path.Combine(AppContext.BaseDirectory, "stand-ins")}:{Path.GetDirectoryName(parts.Engine.LlamaServer)}:{Environment.GetEnvironmentVariable("PATH")}";
        _study.Environment["STAND_IN_FOLDER"] = state;
        _study.Environment["STAND_IN_IMAGES"] = $$"""{"ghcr.io/ggml-org/llama.cpp:server": "{{parts.Engine.LlamaServer}}"}""";
        _study.Environment["AUTOTUNE_SLURM_LOGS"] = Path.Combine(_study.Folder, "slurm");
        await _study.WriteAsync("launcher: hooks", $$"""hooks: {start: [{{script}}, start], stop: [{{script}}, stop], logs: [{{script}}, logs], timeout: 30s}""");

        var run = await _study.TuneAsync();

        Assert.True(run.HasFinished, _study.Account(run));
        Assert.Contains("finished", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Contains("listening", _study.LogOfFirstLaunch, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(state));
    }
}
