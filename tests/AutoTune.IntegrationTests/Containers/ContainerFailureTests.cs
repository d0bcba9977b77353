using AutoTune.Docker;
using AutoTune.Engines;
using AutoTune.Launching;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>Containers that fail at their start: class, policy and evidence of each.</summary>
public sealed class ContainerFailureTests : IClassFixture<ContainerEngineFixture>, IDisposable
{
    private const string TooMuch = "x=$(dd if=/dev/zero bs=1M count=300 | tr '\\0' a); echo $x";
    private const string SlowButMoving = "for i in $(seq 1 10); do echo loading part $i; sleep 0.3; done";

    private readonly ContainerEngineFixture _engine;
    private readonly GuardClient _guard = new();
    private readonly string _logs = Directory.CreateTempSubdirectory("autotune-test-").FullName;

    public ContainerFailureTests(ContainerEngineFixture engine) => _engine = engine;

    public void Dispose()
    {
        _guard.Dispose();
        Directory.Delete(_logs, recursive: true);
    }

    [Theory]
    [InlineData("sleep 1000", "start_timeout", FailurePolicy.Censored, "3 s")]
    [InlineData($"{SlowButMoving}; sleep 1000", "start_timeout", FailurePolicy.Censored, "part 10")]
    [InlineData($"{SlowButMoving}; echo \"couldn't bind HTTP server socket, port 8000\"; exit 1", "port_in_use", FailurePolicy.Environment, "couldn't bind")]
    [InlineData(TooMuch, "host_oom", FailurePolicy.Infeasible, "killed by signal 9")]
    [InlineData("no-such-engine --flag", "image", FailurePolicy.FatalForEngine, "exit code 127")]
    [InlineData("echo 'error: invalid argument: --no-such-flag'; exit 1", "flag_unknown", FailurePolicy.FatalForEngine, "--no-such-flag")]
    [InlineData("exit 3", "crash_unknown", FailurePolicy.Infeasible, "exit code 3")]
    public async Task A_start_that_fails_is_told_with_its_cause(string script, string expected, FailurePolicy policy, string evidence)
    {
        var unit = TestImages.Unit("engine", script, TimeSpan.FromMilliseconds(200), new() { Image = TestImages.Shell, Port = 8000, Needs = new() { Memory = 64L << 20 } });
        await using var deployment = await new DockerLauncher(_engine.Host, _guard, TimeProvider.System)
            .LaunchAsync(new() { LogFolder = _logs, EntryUnit = "engine", Units = [unit] }, CancellationToken.None);
        using var http = new HttpClient();
        var settings = new ReadinessSettings { QuietLimit = TimeSpan.FromSeconds(3) };

        var result = await new ReadinessCheck(http, new FailureClassifier(FailureCatalogue.BuiltIn), TimeProvider.System)
            .WaitAsync(deployment, "llama-cpp", settings, CancellationToken.None);

        var found = Assert.IsType<ReadinessResult.Failed>(result).Finding;
        Assert.Equal((expected, policy), (found.Class.Name, found.Class.Policy));
        Assert.Contains(evidence, found.Evidence, StringComparison.Ordinal);
    }
}
