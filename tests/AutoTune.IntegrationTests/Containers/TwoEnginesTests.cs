using System.Text.Json;
using AutoTune.IntegrationTests.Faults;
using AutoTune.IntegrationTests.Launching;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>Two real engines in one study, each in its own image: llama-server, and LLamaSharp's batched executor behind a small server of the tests.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class TwoEnginesTests(ContainerEngineFixture engine, RealParts parts) : IClassFixture<ContainerEngineFixture>, IDisposable
{
    private readonly SmallStudy _study = new(parts, "two")
    {
        Engines = $"[llama-cpp, {Path.Combine(AppContext.BaseDirectory, "sharp-engine.yaml")}]",
        Limit = "{slots: [1, 8], lanes: [1, 8]}",
        Fix = "{threads: 1, threads_batch: 1, workers: 1, speculation: off}",
        Budget = "{trials: 2, time: 70s}",
    };

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task Each_engine_is_measured_at_its_vendor_default()
    {
        await EngineImages.MakeLlamaCppAsync(engine, parts);
        await EngineImages.MakeSharpEngineAsync(engine);
        _study.Environment["DOCKER_HOST"] = $"unix://{engine.Socket}";
        await _study.WriteAsync("launcher: docker", $$"""images: {llama-cpp: "{{EngineImages.LlamaCpp}}", sharp-engine: "{{EngineImages.SharpEngine}}"}""");

        var run = await _study.TuneAsync();

        Assert.True(run.ExitCode == 0, _study.Account(run));
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_study.Folder, "two", "report.json")));
        var measured = report.RootElement.GetProperty("trials").EnumerateArray()
            .Where(trial => trial.GetProperty("outcome").GetString() is "completed" or "pruned")    // the second may be so far behind that it is stopped early
            .Select(trial => trial.GetProperty("engine").GetString());
        Assert.Equal(["llama-cpp", "sharp-engine"], measured.Distinct().Order());
    }
}
