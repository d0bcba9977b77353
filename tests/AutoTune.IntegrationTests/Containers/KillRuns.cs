using System.Diagnostics;
using AutoTune.IntegrationTests.Faults;
using AutoTune.IntegrationTests.Launching;
using AutoTune.Trials;
using Docker.DotNet;
using Docker.DotNet.Models;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>Kills at random moments of studies in containers, again and again. Minutes each, so only on demand: <c>--explicit only --filter-class *KillRuns</c>. What they print is kept in <c>results/benchmarks/kills</c>.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class KillRuns(ContainerEngineFixture engine, RealParts parts, ITestOutputHelper output) : IClassFixture<ContainerEngineFixture>
{
    private const string Decoy = "autotune-00000000-1-engine";

    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(60);

    private readonly Random _moments = new(20);

    [Theory(Explicit = true)]
    [InlineData(4, 5)]
    public async Task Of_AutoTune(int studies, int killsEach)
    {
        var decoy = await DecoyAsync();
        for (var study = 1; study <= studies; study++)
        {
            using var small = await NewAsync($"killed-{study}");
            for (var kill = 1; kill <= killsEach; kill++)
            {
                using var running = await small.StartAgainAsync();
                var moment = await AfterAMomentAsync(running, longest: 28);
                if (running.HasExited)
                    break;
                var (before, containers) = (await small.EndedAsync(), (await engine.OfAutoTuneAsync()).Count);
                running.Kill();
                await running.EndAsync();
                var gone = await UntilNothingIsLeftAsync();
                output.WriteLine($"study {study}, kill {kill}: after {moment:0.0} s, {before.Count} launches ended, {containers} containers; all gone after {gone.TotalSeconds:0.00} s");
                Assert.Equal(Key(before), Key(await small.EndedAsync()).Take(before.Count));
                Assert.True(gone < LongestLife);
            }
            await FinishAsync(small, study);
        }
        await engine.Host.Client.Containers.InspectContainerAsync(decoy);
        output.WriteLine("somebody else's container of a similar name is still there");
        await Docker.Containers.RemoveAsync(engine.Host.Client, decoy, CancellationToken.None);
    }

    [Theory(Explicit = true)]
    [InlineData(3, 4)]
    public async Task Of_a_container(int studies, int killsEach)
    {
        for (var study = 1; study <= studies; study++)
        {
            using var small = await NewAsync($"boxed-{study}");
            using var running = small.StartTune();
            for (var kill = 1; kill <= killsEach && !running.HasExited;)
            {
                var moment = await AfterAMomentAsync(running, longest: 8);
                if ((await engine.OfAutoTuneAsync()).FirstOrDefault(container => container.State == "running") is not { } victim)
                    continue;
                try
                {
                    await engine.Host.Client.Containers.KillContainerAsync(victim.ID, new ContainerKillParameters { Signal = "SIGKILL" });
                    output.WriteLine($"study {study}, kill {kill++}: {victim.Names[0]}, {moment:0.0} s after the last");
                }
                catch (DockerApiException)
                {
                    // It was being stopped.
                }
            }
            var run = await running.EndAsync();
            foreach (var ended in await small.EndedAsync())
                output.WriteLine($"  trial {ended.Trial}, launch {ended.Launch}: {Said(ended.Outcome)}");
            output.WriteLine($"  exit code {run.ExitCode}");
            Assert.Contains(run.ExitCode, new[] { 0, 4 });
            Assert.True(await UntilNothingIsLeftAsync() < LongestLife);
        }
    }

    [Theory(Explicit = true)]
    [InlineData(5)]
    public async Task Of_the_container_engine(int kills)
    {
        using var small = await NewAsync("orphaned");
        for (var kill = 1; kill <= kills; kill++)
        {
            using var running = await small.StartAgainAsync();
            var moment = await AfterAMomentAsync(running, longest: 10);
            if (running.HasExited)
                break;
            var before = await small.EndedAsync();
            var watch = Stopwatch.StartNew();
            await engine.KillAsync();
            var run = await running.EndAsync();
            output.WriteLine($"kill {kill}: after {moment:0.0} s; AutoTune ended after {watch.Elapsed.TotalSeconds:0.0} s with exit code {run.ExitCode}: {(run.ExitCode == 1 ? run.Errors : run.Errors.Trim().Split('\n')[^1])}");
            Assert.Equal(3, run.ExitCode);
            await engine.StartAgainAsync();
            output.WriteLine($"  engine started again; {(await engine.OfAutoTuneAsync()).Count} containers of ours, all gone after {(await UntilNothingIsLeftAsync()).TotalSeconds:0.00} s");
            Assert.Equal(Key(before), Key(await small.EndedAsync()).Take(before.Count));
        }
        await FinishAsync(small, 1);
    }

    private async Task<SmallStudy> NewAsync(string name)
    {
        await EngineImages.MakeLlamaCppAsync(engine, parts);
        var study = new SmallStudy(parts, name);
        study.Environment["DOCKER_HOST"] = $"unix://{engine.Socket}";
        await study.WriteAsync("launcher: docker", $$"""images: {llama-cpp: "{{EngineImages.LlamaCpp}}"}""");
        return study;
    }

    private async Task FinishAsync(SmallStudy small, int study)
    {
        using var running = await small.StartAgainAsync();
        var run = await running.EndAsync();
        var ended = await small.EndedAsync();
        output.WriteLine($"study {study}: finished with exit code {run.ExitCode}, {ended.Count} launches ended, none twice{(run.HasFinished ? "" : run.Errors)}");
        Assert.Contains(run.ExitCode, new[] { 0, 4 });
        Assert.Equal(ended.Count, Key(ended).Distinct().Count());
        Assert.True(await UntilNothingIsLeftAsync() < LongestLife);
    }

    private static IEnumerable<(int Trial, int Launch)> Key(IEnumerable<StudyEvent.LaunchEnded> ended) => ended.Select(one => (one.Trial, one.Launch));

    private static string Said(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Failed failed => $"{failed.Failure.Name}: {failed.Evidence.Split('\n')[0]}",
        TrialOutcome.NotMeasured not => $"not measured: {not.Why}",
        _ => outcome.GetType().Name,
    };

    /// <returns>Seconds.</returns>
    private async Task<double> AfterAMomentAsync(RunningCli running, double longest)
    {
        var seconds = 0.3 + _moments.NextDouble() * longest;
        for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < seconds && !running.HasExited;)
            await Task.Delay(20);
        return seconds;
    }

    private async Task<TimeSpan> UntilNothingIsLeftAsync()
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < LongestLife && ((await engine.OfAutoTuneAsync()).Count > 0 || await NetworksOrVolumesAsync() || Process.GetProcessesByName("llama-server").Length > 0))
            await Task.Delay(20);
        return watch.Elapsed;
    }

    private async Task<bool> NetworksOrVolumesAsync() =>
        (await engine.Host.Client.Networks.ListNetworksAsync(new NetworksListParameters())).Any(network => network.Name.StartsWith("autotune-", StringComparison.Ordinal))
        || (await engine.Host.Client.Volumes.ListAsync(new VolumesListParameters())).Volumes is { Count: > 0 };

    private async Task<string> DecoyAsync() =>
        (await engine.Host.Client.Containers.CreateContainerAsync(new() { Name = Decoy, Image = TestImages.Shell, Cmd = ["sleep", "100000"], Labels = new Dictionary<string, string> { ["autotune"] = "somebody else's" } })).ID;
}
