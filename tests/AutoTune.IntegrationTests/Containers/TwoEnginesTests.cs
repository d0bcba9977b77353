using AutoTune.IntegrationTests.Faults;
using AutoTune.IntegrationTests.Launching;
using AutoTune.Trials;
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
        Budget = "{trials: 2}",
    };

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task Each_engine_is_measured_at_its_vendor_default()
    {
        await EngineImages.MakeLlamaCppAsync(engine, parts);
        await EngineImages.MakeSharpEngineAsync(engine);
        _study.Environment["DOCKER_HOST"] = $"unix://{engine.Socket}";
        await _study.WriteAsync("launcher: docker", $$"""images: {llama-cpp: "{{EngineImages.LlamaCpp}}", sharp-engine: "{{EngineImages.SharpEngine}}"}""");

        using var running = _study.StartTune();
        await _study.WaitAsync(events => running.HasExited || Searched(events).Count == 2);
        running.Interrupt();
        var run = await running.EndAsync();

        var events = await _study.EventsAsync();
        Assert.True(Searched(events).Count == 2, _study.Account(run));
        Assert.Equal(["llama-cpp", "sharp-engine"], events.OfType<StudyEvent.TrialAsked>().Select(asked => asked.Config.Engine).Order());
        Assert.All(events.OfType<StudyEvent.TrialAsked>(), asked => Assert.Equal(TrialOrigins.VendorDefault, asked.Origin.Kind));
        // On a busy machine a figure may be missing in the end; each engine answered a load test.
        Assert.All(Searched(events), ended => Assert.True(ended.Outcome is not TrialOutcome.Failed, _study.Account(run)));
        Assert.Equal([0, 1], events.OfType<StudyEvent.LaunchSaw>().Where(saw => saw.Seen is LaunchEvent.Probed).Select(saw => saw.Trial).Distinct().Order());
        Assert.InRange((await engine.UntilNoneIsLeftAsync()).TotalSeconds, 0, 20);
    }

    private static IReadOnlyList<StudyEvent.LaunchEnded> Searched(IReadOnlyList<StudyEvent> events) => [.. events.OfType<StudyEvent.LaunchEnded>().DistinctBy(ended => ended.Trial)];
}
