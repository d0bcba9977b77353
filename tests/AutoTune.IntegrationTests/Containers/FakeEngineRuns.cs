using System.Diagnostics;
using AutoTune.IntegrationTests.Faults;
using AutoTune.IntegrationTests.Launching;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>
/// Sixty trials of the three engines that need GPUs, by their fakes in containers: what the search, the launcher and the store make of them, and nothing of their speed.
/// About an hour, so only on demand: <c>--explicit only --filter-class *FakeEngineRuns --output Detailed</c>. What it prints is kept in <c>results/benchmarks/fakes</c>.
/// </summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class FakeEngineRuns(EngineWithGpuHook engine, RealParts parts, ITestOutputHelper output) : IClassFixture<EngineWithGpuHook>
{
    private const string Name = "fakes";
    private const string Sizes = "meta-llama/Llama-3.1-70B-Instruct";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(90);

    [Theory(Explicit = true)]
    [InlineData("fakes.yaml")]
    public async Task Of_three_engines_on_eight_cards(string file)
    {
        await EngineImages.MakeLlamaCppAsync(engine, parts);
        foreach (var fake in EngineImages.Fakes)
            await EngineImages.MakeFakeAsync(engine, fake, Sizes);
        var folder = Directory.CreateDirectory(Environment.GetEnvironmentVariable("AUTOTUNE_KEEP") ?? Directory.CreateTempSubdirectory("autotune-fakes-").FullName).FullName;
        var study = Path.Combine(folder, "study.yaml");
        File.Copy(Path.Combine(AppContext.BaseDirectory, file), study, overwrite: true);
        var bin = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        await StubProgram.WriteCardsAsync(bin, cards: 8);

        var watch = Stopwatch.StartNew();
        var code = await RunAsync(bin, folder, "tune", study, "--results", folder);
        var minutes = watch.Elapsed.TotalMinutes;

        var events = await StoredEvents.OfAsync(Path.Combine(folder, "autotune.db"), Name);
        Assert.True(code is 0 or 4, $"exit code {code}, see {folder}/tune.txt");
        Tell(events, minutes);
        Assert.Empty(await engine.OfAutoTuneAsync());
        Assert.DoesNotContain(Failures(events), failed => failed.Failure.Name.StartsWith("flag_", StringComparison.Ordinal));
        await RunAsync(bin, folder, "estimate", study);
    }

    private void Tell(IReadOnlyList<StudyEvent> events, double minutes)
    {
        var asked = events.OfType<StudyEvent.TrialAsked>().ToDictionary(one => one.Trial);
        var launches = events.OfType<StudyEvent.LaunchEnded>().ToArray();
        var searched = launches.Where(ended => ended.Launch == 1).ToArray();
        output.WriteLine($"{asked.Count} trials, {launches.Length} launches in {minutes:0.0} min, {searched.Length / (searched.Sum(ended => ended.Seconds) / 60):0.0} trials per minute while it searched");
        output.WriteLine($"by engine: {Counted(asked.Values.Select(one => one.Config.Engine))}");
        output.WriteLine($"by origin: {Counted(asked.Values.Select(one => one.Origin.Kind))}");
        output.WriteLine($"outcomes: {Counted(searched.Select(ended => ended.Outcome.GetType().Name))}");
        output.WriteLine($"failures: {Counted(Failures(events).Select(failed => failed.Failure.Name))}");
        foreach (var failed in Failures(events))
            output.WriteLine($"  {failed.Failure.Name}: {failed.Evidence.Split('\n')[0]}");
        output.WriteLine($"servers of a candidate: {Counted(asked.Values.Select(one => $"{one.Config["replicas"]}"))}");
        output.WriteLine($"GPUs of a server: {Counted(asked.Values.Select(one => $"{one.Config["tensor_parallel"]} x {one.Config["pipeline_parallel"]}"))}");
        output.WriteLine($"guesses: {Counted(asked.Values.Select(one => $"{one.Config["speculation"]}"))}");
        var mixed = asked.Values.Where(one => one.Origin.Parents.Select(parent => asked[parent].Config.Engine).Append(one.Config.Engine).Distinct().Count() > 1).ToArray();
        output.WriteLine($"children of parents from different engines: {mixed.Length}");
        foreach (var one in mixed)
            output.WriteLine($"  {one.Trial} ({one.Config.Engine}) of {string.Join(" and ", one.Origin.Parents.Select(parent => $"{parent} ({asked[parent].Config.Engine})"))}: {one.Origin.Detail}");
        var logged = events.OfType<StudyEvent.LaunchSaw>().Select(saw => saw.Seen).OfType<LaunchEvent.Ready>().ToArray();
        output.WriteLine($"starts that logged their cache: {logged.Count(ready => ready.KvTokens is not null)} of {logged.Length}");
    }

    private static IEnumerable<TrialOutcome.Failed> Failures(IReadOnlyList<StudyEvent> events) => events.OfType<StudyEvent.LaunchEnded>().Select(ended => ended.Outcome).OfType<TrialOutcome.Failed>();

    private static string Counted(IEnumerable<string> words) => string.Join(", ", words.GroupBy(word => word).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}"));

    private async Task<int> RunAsync(string bin, string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", "\"$@\" >\"$0\" 2>&1", Path.Combine(folder, $"{command}.txt"), Path.Combine(AppContext.BaseDirectory, "autotune"), command, .. arguments])
        {
            UseShellExecute = false,
            Environment =
            {
                ["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}",
                ["DOCKER_HOST"] = $"unix://{engine.Socket}",
                ["AUTOTUNE_CACHE"] = Path.Combine(folder, "cache"),
                ["AUTOTUNE_LOCKS"] = Path.Combine(folder, "locks"),
            },
        };
        using var running = Process.Start(start)!;
        try
        {
            await running.WaitForExitAsync().WaitAsync(Bound);
            return running.ExitCode;
        }
        finally
        {
            if (!running.HasExited)
                running.Kill(entireProcessTree: true);
        }
    }
}
