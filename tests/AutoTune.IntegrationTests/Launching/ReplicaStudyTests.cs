using System.Text.Json;
using AutoTune.IntegrationTests.Faults;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.IntegrationTests.Launching;

/// <summary>Candidates of several servers, from the study's file to its report.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class ReplicaStudyTests(RealParts parts)
{
    [Fact]
    public async Task Two_real_servers_share_the_load_of_one_candidate()
    {
        using var study = new SmallStudy(parts, "replicas") { Engines = "[./two.yaml]", Fix = "{threads: 1, threads_batch: 1, speculation: off, replicas: 2}", Budget = "{trials: 1, time: 30s}" };
        var engine = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "llama-cpp.yaml"))).Replace("\"max(1, gpus)\"", "2", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(study.Folder, "two.yaml"), engine);
        await study.WriteAsync("launcher: process");

        var run = await study.TuneAsync();

        Assert.True(run.HasFinished, study.Account(run));    // whether the time was enough for a figure is not the question here
        var logs = Path.Combine(study.Folder, "replicas", "logs", "trial-000-launch-1");
        var served = new[] { logs, Path.Combine(logs, "server-2") }.Select(folder => File.ReadLines(Path.Combine(folder, "engine.log")).Count(line => line.Contains("print_timing", StringComparison.Ordinal))).ToArray();
        Assert.All(served, requests => Assert.True(requests > 5, string.Join(" and ", served)));
        Assert.InRange((double)served[0] / served[1], 0.5, 2);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(study.Folder, "replicas", "report.json")));
        Assert.Equal(2, report.RootElement.GetProperty("trials")[0].GetProperty("config").GetProperty("replicas").GetInt32());
        var said = await study.RunAsync("logs", "replicas", "0");
        Assert.Contains("== server 2", said.Output, StringComparison.Ordinal);
        if (run.ExitCode == 0)
            await AssertExportServesAsync(study);
    }

    /// <summary>The script as it was exported, once for each server, under the load that was promised.</summary>
    private static async Task AssertExportServesAsync(SmallStudy study)
    {
        var verified = await study.RunAsync("export", "replicas", "--format", "shell", "--verify");
        Assert.True(verified.ExitCode is 0 or 4, verified.Output + verified.Errors);
        Assert.Matches(@"held: [0-9.]+ % of [0-9]+ requests within the SLO at [0-9.]+ req/s \(target 80 %\)", verified.Output);
        var logs = Path.Combine(study.Folder, "replicas", "verify", "logs");
        Assert.All(new[] { logs, Path.Combine(logs, "server-2") }, folder => Assert.Contains("print_timing", File.ReadAllText(Path.Combine(folder, "engine.log")), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_reported_was_measured_with_every_card_of_the_machine_at_work()
    {
        using var study = await FaultStudy.WriteAsync("none", "{trials: 1}", "fix: {slots: 1}\nhardware: {gpus: 4}");
        var file = Path.Combine(study.Folder, "faulty.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("port: 8080", "port: 8080\ngpus: 1", StringComparison.Ordinal));
        await StubProgram.WriteCardsAsync(study.Folder, cards: 4);
        study.FirstOnPath = study.Folder;

        var result = await study.TuneAsync();

        Assert.True(result.HasFinished, result.Output + result.Errors);
        var begun = (await study.EventsAsync()).OfType<StudyEvent.LaunchBegun>().ToDictionary(launch => (launch.Trial, launch.Launch), launch => launch.Purpose);
        var started = (await study.EventsAsync()).OfType<StudyEvent.LaunchSaw>().Where(saw => saw.Seen is LaunchEvent.Started).ToArray();
        Assert.Contains(started, saw => begun[(saw.Trial, saw.Launch)] != LaunchPurpose.Search);
        Assert.All(started, saw => Assert.Equal(begun[(saw.Trial, saw.Launch)] == LaunchPurpose.Search ? 1 : 4, ((LaunchEvent.Started)saw.Seen).Copies));
        var last = started.Last(saw => ((LaunchEvent.Started)saw.Seen).Copies == 4);
        var logs = Path.Combine(study.Results, "faults", "logs", $"trial-{last.Trial:000}-launch-{last.Launch}");
        Assert.Equal(4, Directory.EnumerateFiles(logs, "engine.log", SearchOption.AllDirectories).Count());
        Assert.InRange((await study.UntilNothingRunsAsync()).TotalSeconds, 0, 5);
    }
}
