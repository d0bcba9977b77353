using AutoTune.IntegrationTests.Faults;
using AutoTune.IntegrationTests.Launching;
using AutoTune.Trials;
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

        Assert.True(run.HasFinished, _study.Account(run));
        Assert.Contains("finished", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Empty(await engine.OfAutoTuneAsync());
        Assert.Contains("listening", _study.LogOfFirstLaunch, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_engine_compiles_at_its_first_start_is_in_no_trials_time()
    {
        await EngineImages.MakeLlamaCppAsync(engine, parts);
        using var study = new SmallStudy(parts, "first") { Engines = "[./kept.yaml]", Budget = "{trials: 1, time: 8s}" };
        var kept = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "llama-cpp.yaml"))).Replace("  tag: server\n", "  tag: server\n  caches: [/var/cache/kernels]\n", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(study.Folder, "kept.yaml"), kept);
        study.Environment["DOCKER_HOST"] = $"unix://{engine.Socket}";
        study.Environment["AUTOTUNE_CACHE"] = Path.Combine(study.Folder, "cache");
        await study.WriteAsync("launcher: docker", $$"""images: {llama-cpp: "{{EngineImages.LlamaCpp}}"}""");

        var run = await study.TuneAsync();
        var again = await study.TuneAsync("--name", "second");

        Assert.True(run.HasFinished, study.Account(run));
        Assert.Contains("first start of llama.cpp", run.Errors, StringComparison.Ordinal);
        Assert.Contains("listening", await File.ReadAllTextAsync(Path.Combine(study.Folder, "first", "logs", "first-start-llama-cpp", "engine.log")), StringComparison.Ordinal);
        Assert.True(again.HasFinished, study.Account(again));
        Assert.DoesNotContain("first start of", again.Errors, StringComparison.Ordinal);
        Assert.Empty(await engine.OfAutoTuneAsync());
    }

    [Fact]
    public async Task A_study_that_is_killed_leaves_no_container_and_goes_on()
    {
        await EngineImages.MakeLlamaCppAsync(engine, parts);
        await WriteAsync(EngineImages.LlamaCpp);
        using (var running = _study.StartTune())
        {
            while (!running.HasExited && !(await engine.OfAutoTuneAsync()).Any(container => container.Names[0].EndsWith("-engine", StringComparison.Ordinal)))
                await Task.Delay(20);
            running.Kill();
            await running.EndAsync();    // gone before it is disposed of, which would take its guard along
        }
        Assert.InRange((await engine.UntilNoneIsLeftAsync()).TotalSeconds, 0, 20);

        using var resumed = _study.StartResume();
        await _study.WaitAsync(events => resumed.HasExited || events.OfType<StudyEvent.LaunchEnded>().Any());
        resumed.Interrupt();
        var run = await resumed.EndAsync();
        Assert.True((await _study.EndedAsync()).Count > 0, _study.Account(run));
        Assert.InRange((await engine.UntilNoneIsLeftAsync()).TotalSeconds, 0, 20);
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

    [Fact]
    public async Task A_doctor_says_what_a_study_lacks_here_and_what_to_type()
    {
        _ = engine.Host;
        _study.Environment["DOCKER_HOST"] = $"unix://{engine.Socket}";
        await _study.WriteAsync("launcher: docker", $$"""images: {llama-cpp: "{{TestImages.Shell}}"}""", "hardware: {gpus: 2}", "secrets: [AUTOTUNE_TEST_NO_SUCH_TOKEN, HF_TOKEN]");
        _study.Environment["HF_TOKEN"] = "hf_canary0123456789";

        var run = await _study.DoctorAsync();

        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"at {engine.Socket}", run.Output, StringComparison.Ordinal);
        Assert.Matches($@"ok +image +{TestImages.Shell}\n", run.Output);
        Assert.Matches(@"missing +gpus +2 wanted, 0 free", run.Output);
        Assert.Matches(@"missing +gpu runtime .*\n +Install the NVIDIA Container Toolkit", run.Output);
        Assert.Matches(@"missing +secret +AUTOTUNE_TEST_NO_SUCH_TOKEN is not set \(.*boxed\.yaml:\d+:\d+\)", run.Output);
        Assert.Matches(@"ok +secret +HF_TOKEN is set", run.Output);
        Assert.DoesNotContain("hf_canary", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doctor_tells_of_a_container_engine_that_is_not_there()
    {
        await _study.WriteAsync("launcher: docker", $$"""images: {llama-cpp: "{{TestImages.Shell}}"}""");
        _study.Environment["DOCKER_HOST"] = "unix:///nowhere/docker.sock";
        var run = await _study.DoctorAsync();
        Assert.Equal(3, run.ExitCode);
        Assert.Matches(@"missing +containers +There is no container engine at /nowhere/docker\.sock", run.Output);
    }

    private Task WriteAsync(string image)
    {
        _study.Environment["DOCKER_HOST"] = $"unix://{engine.Socket}";
        return _study.WriteAsync("launcher: docker", $$"""images: {llama-cpp: "{{image}}"}""");
    }
}
