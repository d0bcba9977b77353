using System.Diagnostics;
using AutoTune.Engines;
using AutoTune.IntegrationTests.Containers;
using AutoTune.IntegrationTests.Faults;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.IntegrationTests.Launching;

/// <summary>Whole studies of the engines that need a GPU, by their fakes on a stub's eight cards: everything around an engine, nothing of its speed.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class FakeEngineStudyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("autotune-fakes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_engine_that_needs_all_cards_starts_with_a_command_line_that_it_takes_and_says_what_its_cache_holds()
    {
        // No token can come within a millisecond: each trial ends after one stream.
        await File.WriteAllTextAsync(Path.Combine(_folder, "study.yaml"), """
            study: fakes
            model: meta-llama/Llama-3.1-70B-Instruct
            engines: [vllm, sglang, tensorrt-llm]
            hardware: {gpus: 8}
            precision: {weights: [bf16], kv: [auto, fp8]}
            workload: {input: 64, output: 16}
            slo: {ttft: 10s, tpot: 1ms, attainment: 90%}
            probe: {warm_up: 0s, window: 500ms}
            budget: {trials: 3}
            """);

        var run = await TuneAsync();

        Assert.True(run.ExitCode == 4, run.Output + run.Errors);
        var events = await StoredEvents.OfAsync(Path.Combine(_folder, "r", "autotune.db"), "fakes");
        Assert.Equal(["sglang", "tensorrt-llm", "vllm"], events.OfType<StudyEvent.TrialAsked>().Select(asked => asked.Config.Engine).Order(StringComparer.Ordinal));
        Assert.All(events.OfType<StudyEvent.TrialAsked>(), asked => Assert.Equal(8, asked.Config["tensor_parallel"].Number));    // as it comes, none fits on one card
        Assert.All(events.OfType<StudyEvent.LaunchEnded>(), ended => Assert.IsType<TrialOutcome.Completed>(ended.Outcome));
        Assert.All(events.OfType<StudyEvent.LaunchSaw>().Select(saw => saw.Seen).OfType<LaunchEvent.Ready>(), ready => Assert.InRange(ready.KvTokens ?? 0, 500_000, 3_000_000));
        var file = Assert.Single(Directory.GetFiles(_folder, EngineConfigFile.FileName, SearchOption.AllDirectories));
        Assert.Contains("return_perf_metrics: true", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Contains("AutoTune fake engine", await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(file)!, "engine.log")), StringComparison.Ordinal);
        Assert.Equal("h100-sxm", events.OfType<StudyEvent.StudyOpened>().Single().Environment[StudyFacts.Gpu]);
    }

    private async Task<CliResult> TuneAsync()
    {
        var bin = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        await StubProgram.WriteCardsAsync(bin, cards: 8);
        foreach (var fake in EngineImages.Fakes)
            await StubProgram.WriteFakeAsync(bin, fake);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "autotune"), ["tune", Path.Combine(_folder, "study.yaml"), "--results", Path.Combine(_folder, "r")]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["AUTOTUNE_FAKE_MODEL"] = "meta-llama/Llama-3.1-70B-Instruct";
        start.Environment["AUTOTUNE_LOCKS"] = Path.Combine(_folder, "locks");
        if (Environment.GetEnvironmentVariable("AUTOTUNE_SHARED") is { } shared && Directory.Exists(Path.Combine(shared, "facts")))
            start.Environment["AUTOTUNE_FAKE_FLAGS"] = Path.Combine(shared, "facts");
        using var running = new RunningCli(Process.Start(start)!);
        return await running.EndAsync();
    }
}
