using System.Diagnostics;
using AutoTune.IntegrationTests.Faults;
using AutoTune.IntegrationTests.Launching;
using Docker.DotNet.Models;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>Whole studies of the real llama-server in containers.</summary>
[Collection(FaultStudy.OneAtATime)]
public sealed class ContainerStudyTests(ContainerEngineFixture engine, RealParts parts) : IClassFixture<ContainerEngineFixture>, IDisposable
{
    private readonly SmallStudy _study = new(parts, "boxed");

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task A_study_in_containers_ends_with_a_verdict_and_leaves_none()
    {
        await EngineImages.MakeLlamaCppAsync(engine, parts);
        await WriteAsync(EngineImages.LlamaCpp);
        var run = await _study.TuneAsync();

        Assert.True(run.ExitCode == 0, _study.Account(run));
        Assert.Contains("finished", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Empty(await OursAsync());
        Assert.Contains("listening", _study.LogOfFirstLaunch, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_study_that_is_killed_leaves_no_container_and_goes_on()
    {
        await EngineImages.MakeLlamaCppAsync(engine, parts);
        await WriteAsync(EngineImages.LlamaCpp);
        using (var running = _study.StartTune())
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

        var run = await _study.ResumeAsync();
        Assert.True(run.ExitCode == 0, _study.Account(run));
        Assert.Empty(await OursAsync());
    }

    [Fact]
    public async Task An_image_that_does_not_exist_is_told_before_anything_starts()
    {
        _ = engine.Host;
        await WriteAsync("localhost:9/none:1");
        var run = await _study.TuneAsync();
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("localhost:9/none:1", run.Errors, StringComparison.Ordinal);
    }

    private Task WriteAsync(string image)
    {
        _study.Environment["DOCKER_HOST"] = $"unix://{engine.Socket}";
        return _study.WriteAsync("launcher: docker", $$"""images: {llama-cpp: "{{image}}"}""");
    }

    private async Task<IList<ContainerListResponse>> OursAsync() =>
        [.. (await engine.Host.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true })).Where(container => container.Labels.ContainsKey("autotune.leash"))];
}
