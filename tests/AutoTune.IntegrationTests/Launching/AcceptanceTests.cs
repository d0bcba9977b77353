using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using AutoTune.IntegrationTests.Faults;
using Xunit;

namespace AutoTune.IntegrationTests.Launching;

/// <summary>Engines tried against their files: the real llama-server, and a fake of an engine that needs a GPU.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class AcceptanceTests(RealParts parts) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("autotune-acceptance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_real_llama_server_is_as_its_file_says_and_the_bundle_tells_how_that_was_seen()
    {
        _ = parts.Engine;
        var study = new SmallStudy(parts, "small") { Budget = "{trials: 1}" };
        await study.WriteAsync();

        var run = await AcceptAsync("llama-cpp", ["--study", Path.Combine(study.Folder, "small.yaml")], new Dictionary<string, string?>());

        study.Dispose();
        Assert.True(run.ExitCode is 0 or 6, run.Output + run.Errors);
        using var document = JsonDocument.Parse(run.Output);
        var findings = document.RootElement.GetProperty("findings").EnumerateArray().Select(finding => (What: finding.GetProperty("what").GetString(), State: finding.GetProperty("state").GetString(), Found: finding.GetProperty("found").GetString())).ToArray();
        // A capacity may be missing on a busy machine; what the engine says of itself may not.
        Assert.All(findings.Where(finding => finding.What != "capacity"), finding => Assert.True(finding.State is "ok" or "note", run.Output));
        Assert.Contains(findings, finding => finding is { What: "metrics", State: "ok" });
        Assert.Contains(findings, finding => finding is { What: "under load", State: "ok" });
        using var bundle = ZipFile.OpenRead(document.RootElement.GetProperty("bundle").GetString()!);
        Assert.Superset(new HashSet<string> { "acceptance.json", "acceptance.html", "help.txt", "metrics.txt", "study.yaml", "logs/start-1/engine.log" }, bundle.Entries.Select(entry => entry.FullName).ToHashSet());
    }

    [Fact]
    public async Task A_fake_engine_is_accepted_as_a_fake_and_its_cache_is_held_against_the_prediction()
    {
        var bin = Directory.CreateDirectory(Path.Combine(_folder, "bin")).FullName;
        await StubProgram.WriteCardsAsync(bin, cards: 1);
        await StubProgram.WriteFakeAsync(bin, ("vllm", "vllm"));

        var study = Path.Combine(_folder, "study.yaml");
        await File.WriteAllTextAsync(study, """
            study: fake
            model: meta-llama/Llama-3.1-8B-Instruct
            engines: [sglang, vllm]
            hardware: {gpus: 1}
            workload: {input: 64, output: 16}
            slo: {ttft: 1s, tpot: 50ms, attainment: 80%}
            probe: {warm_up: 0s, window: 500ms, tolerance: 50%}
            budget: {trials: 1}
            """);

        // No time is left after the first start: the recipes are not tried.
        var run = await AcceptAsync("vllm", ["--study", study, "--time", "1s"], new Dictionary<string, string?>
        {
            ["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}",
            ["AUTOTUNE_FAKE_GPUS"] = "1",
        });

        Assert.True(run.ExitCode is 0 or 6, run.Output + run.Errors);
        using var document = JsonDocument.Parse(run.Output);
        var start = document.RootElement.GetProperty("starts").EnumerateArray().First();
        Assert.InRange(start.GetProperty("kv_tokens_logged").GetDouble() / start.GetProperty("kv_tokens_predicted").GetDouble(), 0.9, 1.1);
        Assert.Contains("a fake engine", run.Output, StringComparison.Ordinal);
        Assert.Contains("were not tried: the time was over", run.Output, StringComparison.Ordinal);
        Assert.Equal("h100-sxm", document.RootElement.GetProperty("gpu").GetString());
    }

    [Theory]
    [InlineData("gpt-engine", "there is no engine 'gpt-engine'")]
    [InlineData("vllm --study s.yaml --model org/name", "--model is for an acceptance without --study")]
    [InlineData("vllm --time soon", "--time must be a time with its unit above zero")]
    public async Task What_cannot_be_is_one_error(string words, string message)
    {
        var run = await AcceptAsync(words.Split(' ')[0], words.Split(' ')[1..], new Dictionary<string, string?>());
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private async Task<CliResult> AcceptAsync(string engine, string[] more, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "autotune"), ["doctor", "--acceptance", engine, "--json", "--results", Path.Combine(_folder, "r"), .. more]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        start.Environment["AUTOTUNE_LOCKS"] = Path.Combine(Path.GetTempPath(), Path.GetFileName(_folder) + "-locks");
        using var running = new RunningCli(Process.Start(start)!);
        return await running.EndAsync();
    }
}
