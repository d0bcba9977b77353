using System.Diagnostics;
using AutoTune.Engines;
using AutoTune.Launching;
using Xunit;

namespace AutoTune.IntegrationTests.Launching;

public sealed class LlamaServerTests(RealParts real) : IDisposable
{
    private readonly Scripts _scripts = new();
    private readonly GuardClient _guard = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    [Fact]
    public async Task It_starts_answers_and_stops_without_a_trace()
    {
        await using var deployment = await LaunchAsync("--model", ModelPath, "--no-warmup");

        var ready = Assert.IsType<ReadinessResult.Ready>(await WaitAsync(deployment));
        Assert.Equal(EntryOwner.Deployment, deployment.FindEntryOwner());
        var watch = Stopwatch.StartNew();
        await deployment.DisposeAsync();

        TestContext.Current.SendDiagnosticMessage($"{ready.Timings}; stopped in {watch.Elapsed.TotalMilliseconds:0} ms, {await deployment.Exited}");
        Assert.True(ready.Timings.Health <= ready.Timings.ModelListed && ready.Timings.ModelListed <= ready.Timings.Smoke);
        Assert.Equal(EntryOwner.Nobody, deployment.FindEntryOwner());
        Assert.Equal(0, (await deployment.Exited).ExitCode);
    }

    [Theory]
    [InlineData("flag_unknown", "--no-such-flag")]
    [InlineData("config_invalid", "--cache-type-k q99")]
    [InlineData("config_invalid", "--cache-type-v q4_0 --flash-attn off")]
    [InlineData("config_invalid", "--parallel 1000")]
    public async Task What_it_refuses_is_classified_from_its_own_words(string expected, string arguments)
    {
        await using var deployment = await LaunchAsync(["--model", ModelPath, .. arguments.Split(' ')]);

        var failed = Assert.IsType<ReadinessResult.Failed>(await WaitAsync(deployment));

        Assert.Equal(expected, failed.Finding.Class.Name);
        Assert.True(failed.Finding.Line > 0);
    }

    [Fact]
    public async Task A_missing_model_is_found_out_at_once()
    {
        await using var deployment = await LaunchAsync("--model", "/no/such/model.gguf");

        Assert.Equal("model_not_found", Assert.IsType<ReadinessResult.Failed>(await WaitAsync(deployment)).Finding.Class.Name);
    }

    [Fact]
    public async Task Memory_that_runs_out_is_told_apart_by_what_it_was_for()
    {
        var engine = real.Engine.LlamaServer;
        var model = ModelPath;
        var limit = real.Model.Files["F16"].Bytes / 1024 + 450_000;    // the weights fit, the cache of 65,536 tokens does not
        var script = $"ulimit -v {limit}; exec '{engine}' --model '{model}' --port $1 --fit off -c 65536 --no-warmup";
        await using var deployment = await new ProcessLauncher(_guard, TimeProvider.System).LaunchAsync(_scripts.Plan(script), CancellationToken.None);

        var finding = Assert.IsType<ReadinessResult.Failed>(await WaitAsync(deployment)).Finding;

        Assert.True(finding.Class.Name == "oom_kv", $"{finding.Class.Name}: {finding.Evidence}");
    }

    [Fact]
    public async Task An_engine_that_is_killed_ends_the_deployment_at_once()
    {
        await using var deployment = await LaunchAsync("--model", ModelPath, "--no-warmup");
        Assert.IsType<ReadinessResult.Ready>(await WaitAsync(deployment));

        _ = LinuxProcesses.Kill(deployment.Units[0].ProcessId, LinuxProcesses.SigKill);
        var exit = await deployment.Exited.WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(9, exit.Signal);
        var lines = await File.ReadAllLinesAsync(deployment.LogPath);
        Assert.Equal("host_oom", new FailureClassifier(FailureCatalogue.BuiltIn).Classify("llama-cpp", lines, exit.Process).Class.Name);
    }

    public void Dispose()
    {
        _http.Dispose();
        _guard.Dispose();
        _scripts.Dispose();
    }

    private Task<IDeployment> LaunchAsync(params string[] arguments) => new ProcessLauncher(_guard, TimeProvider.System).LaunchAsync(
        _scripts.Plan(new LaunchUnit
        {
            Name = "llama-server",
            FileName = real.Engine.LlamaServer,
            Arguments = [.. arguments, "--host", "{host}", "--port", "{port}"],
            Environment = new Dictionary<string, string>(),
            Stop = StopPolicy.Default,
        }),
        CancellationToken.None);

    private Task<ReadinessResult> WaitAsync(IDeployment deployment) =>
        new ReadinessCheck(_http, new FailureClassifier(FailureCatalogue.BuiltIn), TimeProvider.System)
            .WaitAsync(deployment, "llama-cpp", new ReadinessSettings(), CancellationToken.None);

    private string ModelPath => real.Model.Files["F16"].Path;
}
