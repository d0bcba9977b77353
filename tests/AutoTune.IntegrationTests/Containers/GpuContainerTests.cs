using AutoTune.Docker;
using AutoTune.Hardware;
using AutoTune.Launching;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>A container engine that finds NVIDIA's hook, in whose place stands a program that does nothing: the request's way through the engine is real, the card is not.</summary>
public sealed class EngineWithGpuHook : ContainerEngineFixture
{
    protected override void Prepare(string folder)
    {
        var hook = Path.Combine(folder, "nvidia-container-runtime-hook");
        File.WriteAllText(hook, "#!/bin/sh\nexit 0\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(hook, (UnixFileMode)0b111_101_101);
    }
}

public sealed class GpuContainerTests : IClassFixture<EngineWithGpuHook>, IDisposable
{
    private readonly EngineWithGpuHook _engine;
    private readonly GuardClient _guard = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("autotune-test-").FullName;

    public GpuContainerTests(EngineWithGpuHook engine) => _engine = engine;

    public void Dispose()
    {
        _guard.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Candidates_of_four_cards_at_once_receive_exactly_what_each_leased()
    {
        var pool = new HostPool(Path.Combine(_folder, "locks"), new EightCards(), TimeProvider.System);
        await using var first = await pool.AcquireAsync(new(4), CancellationToken.None);
        await using var second = await pool.AcquireAsync(new(4), CancellationToken.None);

        var received = new List<int>();
        foreach (var lease in new[] { first, second })
        {
            var devices = await DevicesInAsync(lease.Gpus);
            Assert.Equal(lease.Gpus.Select(gpu => gpu.Index), devices);
            received.AddRange(devices);
        }
        Assert.Equal(Enumerable.Range(0, 8), received.Order());
    }

    [Fact]
    public void Cards_of_AMD_are_reached_through_their_runtimes_device_files()
    {
        var card = new GpuDevice(1, "GPU-719d230578348e8c", "Instinct MI250", 64L << 30) { Maker = GpuMaker.Amd };
        var settings = new ContainerSettings { Image = TestImages.Shell, Port = 8000, Gpus = [card] };
        var asked = ContainerRequest.Of(Unit("true", settings), "n", new Dictionary<string, string>(), LaunchAddresses.OnOwnNetwork(new Dictionary<string, int> { ["engine"] = 8000 }), null).HostConfig;
        Assert.Equal(["/dev/kfd", "/dev/dri"], asked!.Devices!.Select(device => device.PathInContainer));
        Assert.Equal(["video"], asked.GroupAdd);
        Assert.Empty(asked.DeviceRequests);
        Assert.Equal("GPU-719d230578348e8c", GpuVisibility.Variables([card])["ROCR_VISIBLE_DEVICES"]);
    }

    [Fact]
    public async Task A_container_that_leased_none_sees_none() => Assert.Empty(await DevicesInAsync([]));

    private async Task<IReadOnlyList<int>> DevicesInAsync(IReadOnlyList<GpuDevice> gpus)
    {
        var launcher = new DockerLauncher(_engine.Host, _guard, TimeProvider.System);
        var unit = Unit("echo devices=$NVIDIA_VISIBLE_DEVICES; sleep 60", new() { Image = TestImages.Shell, Port = 8000, Gpus = [.. gpus] });
        await using var deployment = await launcher.LaunchAsync(new() { LogFolder = Path.Combine(_folder, "logs"), EntryUnit = "engine", Units = [unit] }, CancellationToken.None);
        var line = (await AutoTune.IntegrationTests.Launching.Waiting.LinesAsync(deployment, 1)).Single();
        return [.. line["devices=".Length..].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    private static LaunchUnit Unit(string script, ContainerSettings settings) => TestImages.Unit("engine", script, TimeSpan.FromMilliseconds(100), settings);

    /// <summary>A fake for hardware that is not here.</summary>
    private sealed class EightCards : IHostGpus
    {
        public Task<IReadOnlyList<GpuDevice>> DevicesAsync(CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<GpuDevice>>([.. Enumerable.Range(0, 8).Select(index => new GpuDevice(index, $"GPU-{index}", "a card", 80L << 30))]);

        public Task<GpuLinks> LinksAsync(CancellationToken ct) => Task.FromResult(GpuLinks.Unknown);

        public Task<IReadOnlyList<GpuProcess>> ProcessesAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<GpuProcess>>([]);

        public Task<IReadOnlyList<GpuCondition>> ConditionsAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<GpuCondition>>([]);

        public Task<IReadOnlyDictionary<string, long>> MemoryUsedAsync(CancellationToken ct) => Task.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());
    }
}
