using AutoTune.Launching;
using Xunit;

namespace AutoTune.IntegrationTests.Launching;

public sealed class HooksLauncherTests : IDisposable
{
    private readonly Scripts _scripts = new();
    private readonly GuardClient _guard = new();

    public void Dispose()
    {
        _guard.Dispose();
        _scripts.Dispose();
    }

    [Fact]
    public async Task The_candidate_is_told_as_JSON_its_log_is_followed_and_it_is_stopped()
    {
        var deployment = await LaunchAsync("cat > seen; echo '{\"url\": \"http://127.0.0.1:8123\", \"job\": 7}'", "cat > stopped", "cat > asked; echo one; echo two; while [ ! -f stopped ]; do sleep 0.05; done; exit 3");
        Assert.Equal(new Uri("http://127.0.0.1:8123/"), deployment.Entry);
        Assert.Equal(["one", "two"], await Waiting.LinesAsync(deployment, 2));
        Assert.False(deployment.Exited.IsCompleted);

        await deployment.DisposeAsync();

        Assert.Contains("\"command\":[\"engine\",\"--host\",\"0.0.0.0\",\"--port\",\"8000\"]", Read("seen"), StringComparison.Ordinal);
        Assert.Contains("\"image\":\"an/image:1\"", Read("seen"), StringComparison.Ordinal);
        Assert.Contains("\"gpus\":2", Read("seen"), StringComparison.Ordinal);
        Assert.Contains("\"job\":7", Read("asked"), StringComparison.Ordinal);
        Assert.Contains("\"job\":7", Read("stopped"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_the_log_is_the_engines()
    {
        await using var deployment = await LaunchAsync("echo '{\"url\": \"http://127.0.0.1:8123\"}'", "true", "echo out of memory; exit 3");
        var exit = await deployment.Exited.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((3, null), (exit.ExitCode, exit.Signal));
    }

    [Theory]
    [InlineData("echo no node is free >&2; exit 4", "exit code 4: no node is free")]
    [InlineData("echo hello", "has to print one JSON object with the engine's address")]
    [InlineData("sleep 100", "did not end within 1 s")]
    public async Task A_start_that_fails_is_told_and_stopped_all_the_same(string start, string says)
    {
        var problem = await Assert.ThrowsAsync<LaunchException>(() => LaunchAsync(start, "cat > stopped", "true"));
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
        Assert.Contains("\"answer\":null", Read("stopped"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_that_fails_too_does_not_hide_why_the_start_failed()
    {
        var problem = await Assert.ThrowsAsync<LaunchException>(() => LaunchAsync("echo no node is free >&2; exit 4", "echo no such job >&2; exit 5", "true"));
        Assert.Contains("exit code 4: no node is free", problem.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 5: no such job", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_AutoTune_is_gone_its_guard_runs_the_stop_command()
    {
        _ = await LaunchAsync("echo '{\"url\": \"http://127.0.0.1:8123\"}'", "echo stopping; cat > stopped.new; echo stopped >&2; mv stopped.new stopped", "sleep 1000");

        _guard.Dispose();    // what the guard sees of a kill: the end of its pipe

        await Waiting.UntilAsync(() => File.Exists(Path.Combine(_scripts.Folder, "stopped")) && Read("stopped").Length > 0);
        Assert.Contains("\"name\":\"autotune-", Read("stopped"), StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:8123", Read("stopped"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_hook_says_is_told_without_the_secrets_that_it_was_handed()
    {
        var secrets = new Dictionary<string, string> { ["HUB"] = "canary-0123456789" };
        var problem = await Assert.ThrowsAsync<LaunchException>(() => LaunchAsync("echo '+ run -e HUB=canary-0123456789' >&2; exit 4", "true", "true", secrets));
        Assert.Contains("run -e HUB=***", problem.Message, StringComparison.Ordinal);
        problem = await Assert.ThrowsAsync<LaunchException>(() => LaunchAsync("echo canary-0123456789", "true", "true", secrets));
        Assert.DoesNotContain("canary", problem.Message, StringComparison.Ordinal);
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_scripts.Folder, file));

    private Task<IDeployment> LaunchAsync(string start, string stop, string logs, IReadOnlyDictionary<string, string>? secrets = null)
    {
        string[] Hook(string body) => ["sh", "-c", $"cd {_scripts.Folder} && {{ {body}; }}"];
        var launcher = new HooksLauncher(new(Hook(start), Hook(stop), Hook(logs), TimeSpan.FromSeconds(1)), _guard, TimeProvider.System);
        return launcher.LaunchAsync(
            new()
            {
                LogFolder = Path.Combine(_scripts.Folder, "logs"),
                EntryUnit = "engine",
                Units =
                [
                    new()
                    {
                        Name = "engine",
                        FileName = "engine",
                        Arguments = ["--host", "{host}", "--port", "{port}"],
                        Environment = new Dictionary<string, string>(),
                        Secrets = secrets ?? new Dictionary<string, string>(),
                        Stop = StopPolicy.Default,
                        Container = new() { Image = "an/image:1", Port = 8000, GpusElsewhere = 2 },
                    },
                ],
            },
            CancellationToken.None);
    }
}
