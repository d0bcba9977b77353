using System.Diagnostics;
using AutoTune.Docker;
using AutoTune.Engines;
using AutoTune.IntegrationTests.Launching;
using AutoTune.Launching;
using Docker.DotNet.Models;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

public sealed class DockerLauncherTests : IClassFixture<ContainerEngineFixture>, IDisposable
{
    private const string Serving = "echo hello > /www/index.html; echo listening; exec httpd -f -p {port} -h /www";

    private readonly ContainerEngineFixture _engine;
    private readonly GuardClient _guard = new();
    private readonly string _logs = Directory.CreateTempSubdirectory("autotune-test-").FullName;

    public DockerLauncherTests(ContainerEngineFixture engine) => _engine = engine;

    private DockerLauncher Launcher => new(_engine.Host, _guard, TimeProvider.System);

    public void Dispose()
    {
        _guard.Dispose();
        Directory.Delete(_logs, recursive: true);
    }

    [Fact]
    public async Task A_container_is_reached_on_loopback_its_log_is_followed_and_nothing_of_it_is_left()
    {
        var deployment = await LaunchAsync(Serving);
        Assert.Equal(["listening"], await Waiting.LinesAsync(deployment, 1));
        using var http = new HttpClient();
        await Waiting.UntilAsync(() => Answers(http, deployment.Entry));
        Assert.Equal("hello\n", await http.GetStringAsync(deployment.Entry));
        Assert.Equal(("127.0.0.1", EntryOwner.Deployment), (deployment.Entry.Host, deployment.FindEntryOwner()));

        await deployment.DisposeAsync();

        Assert.Empty(await OursAsync());
        Assert.Equal("listening\n", await File.ReadAllTextAsync(deployment.LogPath));
    }

    [Fact]
    public async Task A_container_that_ignores_the_signal_is_forced_after_its_grace()
    {
        var deployment = await LaunchAsync("trap '' TERM; echo ready; while :; do sleep 1; done", grace: TimeSpan.FromMilliseconds(500));
        await Waiting.LinesAsync(deployment, 1);

        var watch = Stopwatch.StartNew();
        await deployment.DisposeAsync();

        Assert.InRange(watch.Elapsed.TotalSeconds, 0.5, 10);
        Assert.Empty(await OursAsync());
    }

    [Theory]
    [InlineData("exit 3", 3, null)]
    [InlineData("exit 137", null, 9)]    // as the engine tells of a signal
    [InlineData("echo gone >&2; exit 1", 1, null)]
    public async Task An_end_is_told_with_its_code_or_signal(string script, int? code, int? signal)
    {
        await using var deployment = await LaunchAsync(script);
        var exit = await deployment.Exited.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((code, signal, null), (exit.ExitCode, exit.Signal, exit.Lost));
    }

    [Fact]
    public async Task A_container_over_its_memory_limit_is_the_configurations_failure()
    {
        await using var deployment = await LaunchAsync("echo filling; x=$(dd if=/dev/zero bs=1M count=300 | tr '\\0' a); echo $x", with: settings => settings with { Needs = new() { Memory = 64L << 20 } });
        var exit = await deployment.Exited.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(9, exit.Signal);
        var found = new FailureClassifier(FailureCatalogue.BuiltIn).Classify("llama-cpp", ["filling"], exit.Process);
        Assert.Equal(FailureCatalogue.BuiltIn["host_oom"], found.Class);
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_no_candidates_fault()
    {
        var problem = await Assert.ThrowsAsync<LaunchException>(() => LaunchAsync("true", with: settings => settings with { Image = "autotune-test/none:1" }));
        Assert.Contains("autotune-test/none", problem.Message, StringComparison.Ordinal);
        Assert.Empty(await OursAsync());
    }

    [Fact]
    public async Task Gpus_that_the_engine_cannot_hand_out_are_told_with_what_to_install()
    {
        var problem = await Assert.ThrowsAsync<LaunchException>(() => LaunchAsync("true", with: settings => settings with { Gpus = [new(0, "GPU-0", "a card", 1L << 30)] }));
        Assert.Contains("NVIDIA Container Toolkit", problem.Message, StringComparison.Ordinal);
        Assert.Empty(await OursAsync());
    }

    [Fact]
    public async Task Three_units_find_each_other_by_name_and_the_death_of_one_is_the_deployments()
    {
        var units = new[] { "router", "prefill", "decode" }.Select(name => Unit(name, name == "router"
            ? "until wget -q -O /dev/null http://{host:prefill}:{port:prefill}/ && wget -q -O /dev/null http://{host:decode}:{port:decode}/; do sleep 0.1; done 2>/dev/null; echo both; exec httpd -f -p {port}"
            : "echo up > /www/index.html; exec httpd -f -p {port} -h /www")).ToArray();
        var deployment = await Launcher.LaunchAsync(new() { LogFolder = _logs, EntryUnit = "router", Units = units }, CancellationToken.None);
        Assert.Equal(["both"], await Waiting.LinesAsync(deployment, 1));

        var decode = (await OursAsync()).Single(container => container.Names[0].EndsWith("decode", StringComparison.Ordinal));
        await _engine.Host.Client.Containers.KillContainerAsync(decode.ID, new ContainerKillParameters { Signal = "SIGKILL" });
        var exit = await deployment.Exited.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(("decode", 9), (exit.Unit, exit.Signal));

        await deployment.DisposeAsync();
        Assert.Empty(await OursAsync());
        Assert.DoesNotContain(await _engine.Host.Client.Networks.ListNetworksAsync(new NetworksListParameters()), network => network.Name.StartsWith("autotune-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_dead_AutoTune_left_is_removed_and_nothing_else()
    {
        var others = await _engine.Host.Client.Containers.CreateContainerAsync(new() { Name = "autotune-decoy-1-engine", Image = TestImages.Shell, Cmd = ["sleep", "1000"] });
        var dead = new ContainerLabels(Guid.NewGuid().ToString("N"), 1, 1, "another-boot", "pid:[1]").ToDictionary("x");
        var left = await _engine.Host.Client.Containers.CreateContainerAsync(new() { Name = "autotune-left-1-engine", Image = TestImages.Shell, Cmd = ["sleep", "1000"], Labels = dead });
        await using var living = await LaunchAsync("sleep 1000");

        Assert.Equal(["autotune-left-1-engine"], await new Leftovers(_engine.Host).RemoveAsync(CancellationToken.None));

        var there = await AllAsync();
        Assert.DoesNotContain(there, container => container.ID == left.ID);
        Assert.Contains(there, container => container.ID == others.ID);
        Assert.Single(await OursAsync());
        await Docker.Containers.RemoveAsync(_engine.Host.Client, others.ID, CancellationToken.None);
    }

    [Fact]
    public async Task When_AutoTune_is_gone_its_guard_removes_its_containers_and_networks()
    {
        var deployment = await Launcher.LaunchAsync(new() { LogFolder = _logs, EntryUnit = "a", Units = [Unit("a", "sleep 1000"), Unit("b", "sleep 1000")] }, CancellationToken.None);
        Assert.Equal(2, (await OursAsync()).Count);

        _guard.Dispose();    // what the guard sees of a kill: the end of its pipe

        await Waiting.UntilAsync(() => OursAsync().GetAwaiter().GetResult().Count == 0);
        Assert.Empty(await OursAsync());
        await Waiting.UntilAsync(() => !_engine.Host.Client.Networks.ListNetworksAsync(new NetworksListParameters()).GetAwaiter().GetResult().Any(network => network.Name.StartsWith("autotune-", StringComparison.Ordinal)));
        Assert.DoesNotContain(await _engine.Host.Client.Networks.ListNetworksAsync(new NetworksListParameters()), network => network.Name.StartsWith("autotune-", StringComparison.Ordinal));
        _ = deployment;
    }

    private static bool Answers(HttpClient http, Uri address)
    {
        try
        {
            return http.GetAsync(address).GetAwaiter().GetResult().IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Task<IDeployment> LaunchAsync(string script, TimeSpan? grace = null, Func<ContainerSettings, ContainerSettings>? with = null) =>
        Launcher.LaunchAsync(new() { LogFolder = _logs, EntryUnit = "engine", Units = [Unit("engine", script, grace, with)] }, CancellationToken.None);

    private static LaunchUnit Unit(string name, string script, TimeSpan? grace = null, Func<ContainerSettings, ContainerSettings>? with = null)
    {
        var settings = new ContainerSettings { Image = TestImages.Shell, Port = 8000 };
        return TestImages.Unit(name, script, grace ?? TimeSpan.FromSeconds(2), with is null ? settings : with(settings));
    }

    private async Task<IList<ContainerListResponse>> OursAsync() => [.. (await AllAsync()).Where(container => container.Labels.TryGetValue(ContainerLabels.LeashLabel, out var leash) && leash == _guard.Leash)];

    private Task<IList<ContainerListResponse>> AllAsync() => _engine.Host.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true });
}
