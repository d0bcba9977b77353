using System.Diagnostics;
using System.Text.Json;
using AutoTune.IntegrationTests.Faults;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>Two real engines in one study: llama-server, and LLamaSharp's batched executor behind a small server of the tests.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class TwoEnginesTests(RealParts parts) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("autotune-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_engine_is_tried_at_its_vendor_default_and_one_of_them_wins()
    {
        var file = Path.Combine(_folder, "two.yaml");
        await File.WriteAllTextAsync(file, $$"""
            study: two
            model: {{parts.Model.Files["Q4_0"].Path}}
            engines: [llama-cpp, {{Path.Combine(AppContext.BaseDirectory, "sharp-engine.yaml")}}]
            limit: {slots: [1, 8], lanes: [1, 8]}
            workload: {input: 16, output: 8}
            request: {api: chat, temperature: 0, ignore_eos: true}
            slo: {ttft: 2s, tpot: 200ms, attainment: 80%}
            probe: {warm_up: 200ms, window: 1500ms, tolerance: 50%}
            budget: {trials: 2, time: 150s}
            """);
        var run = await RunAsync("tune", file, "--results", _folder, "--json");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);

        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "two", "report.json")));
        var engines = report.RootElement.GetProperty("trials").EnumerateArray().Select(trial => trial.GetProperty("engine").GetString()).ToArray();
        Assert.Contains("llama-cpp", engines);
        Assert.Contains("sharp-engine", engines);
        Assert.Contains(report.RootElement.GetProperty("trials").EnumerateArray(), trial => trial.GetProperty("engine").GetString() == "sharp-engine" && trial.GetProperty("outcome").GetString() == "completed");
    }

    private async Task<CliResult> RunAsync(params string[] arguments)
    {
        var engine = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "AutoTune.SharpEngine", new DirectoryInfo(AppContext.BaseDirectory).Name));
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "autotune"), arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{engine}:{Environment.GetEnvironmentVariable("PATH")}";
        using var running = new RunningCli(Process.Start(start)!);
        return await running.EndAsync();
    }
}
