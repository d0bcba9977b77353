using System.Diagnostics;
using AutoTune.IntegrationTests.Faults;
using AutoTune.Trials;
using Docker.DotNet.Models;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>Whole studies of the real llama-server in containers.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class ContainerStudyTests(ContainerEngineFixture engine, RealParts parts) : IClassFixture<ContainerEngineFixture>, IDisposable
{
    private const string Image = "autotune-test/llama-cpp:1";

    private readonly string _folder = Directory.CreateTempSubdirectory("autotune-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_study_in_containers_ends_with_a_verdict_and_leaves_none()
    {
        await BuildImageAsync();
        var run = await RunAsync("tune", await StudyAsync("budget: {trials: 2, time: 40s}"), "--results", _folder);

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("finished", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Empty(await OursAsync());
        Assert.Contains("listening", await File.ReadAllTextAsync(Path.Combine(_folder, "boxed", "logs", "trial-000-launch-1", "engine.log")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_that_is_killed_leaves_no_container_and_goes_on()
    {
        await BuildImageAsync();
        var study = await StudyAsync("budget: {trials: 2, time: 40s}");
        using (var running = Start("tune", study, "--results", _folder))
        {
            while (!running.HasExited && !(await OursAsync()).Any(container => container.Names[0].EndsWith("-engine", StringComparison.Ordinal)))
                await Task.Delay(20);
            running.Kill();
            await running.EndAsync();    // gone before it is disposed of, which would take its guard along
        }
        var watch = Stopwatch.StartNew();
        while ((await OursAsync()).Count > 0 && watch.Elapsed < TimeSpan.FromSeconds(60))
            await Task.Delay(50);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);

        var run = await RunAsync("resume", "boxed", "--results", _folder);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Empty(await OursAsync());
    }

    [Fact]
    public async Task An_image_that_does_not_exist_is_told_before_anything_starts()
    {
        _ = engine.Host;
        var run = await RunAsync("tune", await StudyAsync("budget: {trials: 2, time: 40s}", image: "localhost:9/none:1"), "--results", _folder);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("localhost:9/none:1", run.Errors, StringComparison.Ordinal);
    }

    private async Task<string> StudyAsync(string more, string image = Image)
    {
        var file = Path.Combine(_folder, "boxed.yaml");
        await File.WriteAllTextAsync(file, $$"""
            study: boxed
            model: {{parts.Model.Files["Q4_0"].Path}}
            engines: [llama-cpp]
            precision: {weights: [Q4_0]}
            launcher: docker
            images: {llama-cpp: "{{image}}"}
            limit: {slots: [1, 8]}
            workload: {input: 16, output: 8}
            request: {api: chat, temperature: 0, ignore_eos: true}
            slo: {ttft: 2s, tpot: 200ms, attainment: 80%}
            probe: {warm_up: 200ms, window: 1500ms, tolerance: 50%}
            {{more}}
            """);
        return file;
    }

    private async Task BuildImageAsync()
    {
        _ = (engine.Host, parts.Engine);
        var script = Path.Combine(AppContext.BaseDirectory, "llama-cpp.sh");
        using var build = Process.Start(new ProcessStartInfo("sh", [script, Image]) { UseShellExecute = false, Environment = { ["DOCKER_HOST"] = $"unix://{engine.Socket}" } })!;
        await build.WaitForExitAsync();
        Assert.Equal(0, build.ExitCode);
    }

    private async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var running = Start(arguments);
        return await running.EndAsync();
    }

    private RunningCli Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "autotune"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOCKER_HOST"] = $"unix://{engine.Socket}" },
        })!);

    private async Task<IList<ContainerListResponse>> OursAsync() =>
        [.. (await engine.Host.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true })).Where(container => container.Labels.ContainsKey("autotune.leash"))];
}
