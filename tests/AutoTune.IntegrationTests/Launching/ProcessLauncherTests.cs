using System.Diagnostics;
using AutoTune.Launching;
using Xunit;

namespace AutoTune.IntegrationTests.Launching;

public sealed class ProcessLauncherTests : IDisposable
{
    private readonly Scripts _scripts = new();
    private readonly GuardClient _guard = new();
    private readonly ProcessLauncher _launcher;

    public ProcessLauncherTests() => _launcher = new ProcessLauncher(_guard, TimeProvider.System);

    [Fact]
    public async Task Stopping_ends_the_engine_with_its_grandchildren()
    {
        var deployment = await LaunchAsync("sleep 1000 & echo $!\nsh -c 'sleep 1001 & echo $!; wait' &\nwait");
        var children = (await Waiting.LinesAsync(deployment, 2)).ConvertAll(int.Parse);
        Assert.All(children, pid => Assert.True(Waiting.IsAlive(pid)));

        var watch = Stopwatch.StartNew();
        await deployment.DisposeAsync();

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
        Assert.All([.. children, deployment.Units[0].ProcessId], pid => Assert.False(Waiting.IsAlive(pid)));
        Assert.Equal(15, (await deployment.Exited).Signal);
    }

    [Fact]
    public async Task An_engine_that_ignores_the_signal_is_forced_after_its_grace()
    {
        var deployment = await LaunchAsync("trap '' TERM; echo ready; while :; do sleep 1; done", TimeSpan.FromMilliseconds(300));
        await Waiting.LinesAsync(deployment, 1);

        var watch = Stopwatch.StartNew();
        await deployment.DisposeAsync();

        Assert.InRange(watch.Elapsed.TotalSeconds, 0.3, 2.5);
        Assert.Equal(9, (await deployment.Exited).Signal);
        Assert.Empty(LinuxProcesses.Group(deployment.Units[0].ProcessId, 0));
    }

    [Fact]
    public async Task A_worker_that_left_for_a_session_of_its_own_is_found_by_its_leash()
    {
        var deployment = await LaunchAsync("setsid sleep 1000 & echo $!; wait");
        var worker = int.Parse((await Waiting.LinesAsync(deployment, 1))[0]);
        await Waiting.UntilAsync(() => LinuxProcesses.Find(worker)?.Session == worker);

        await deployment.DisposeAsync();

        Assert.False(Waiting.IsAlive(worker));
    }

    [Theory]
    [InlineData("exit 3", 3, null)]
    [InlineData("exit 137", 137, null)]
    [InlineData("kill -9 $$", null, 9)]
    [InlineData("kill -SEGV $$", null, 11)]
    public async Task The_end_is_told_by_its_code_or_by_its_signal(string script, int? code, int? signal)
    {
        await using var deployment = await LaunchAsync(script);
        var exit = await deployment.Exited.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(new DeploymentExit("engine", code, signal), exit);
        Assert.Equal(exit, deployment.Units[0].Exit);
    }

    [Fact]
    public async Task A_grandchild_that_holds_the_pipe_does_not_hold_up_the_exit()
    {
        await using var deployment = await LaunchAsync("sleep 1000 & setsid sleep 1001 & echo last words; exit 4");

        var watch = Stopwatch.StartNew();
        var exit = await deployment.Exited.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(4, exit.ExitCode);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 3);
        Assert.Equal(["last words"], await File.ReadAllLinesAsync(deployment.LogPath));
    }

    [Fact]
    public async Task Both_streams_reach_the_file_and_the_readers_in_their_order()
    {
        await using var deployment = await LaunchAsync("for i in 1 2 3; do echo out $i; echo err $i >&2; done; printf 'no newline'");
        string[] expected = ["out 1", "err 1", "out 2", "err 2", "out 3", "err 3", "no newline"];

        Assert.Equal(expected, await Waiting.LinesAsync(deployment, 100));
        Assert.Equal(expected, await File.ReadAllLinesAsync(deployment.LogPath));
        Assert.Equal(Path.Combine(_scripts.LogFolder, "engine.log"), deployment.LogPath);
    }

    [Fact]
    public async Task Signals_are_as_for_a_fresh_process_and_the_session_is_its_own()
    {
        await using var deployment = await LaunchAsync("cat; grep SigIgn /proc/$$/status; cut -d' ' -f5,6 /proc/$$/stat; echo $$");

        var lines = await Waiting.LinesAsync(deployment, 100);

        var ignored = Convert.ToUInt64(lines[0].Split('\t')[1], 16);
        Assert.Equal(0UL, ignored & 0x7fff_ffff);    // the two above are the C library's own
        Assert.Equal([$"{lines[2]} {lines[2]}", $"{deployment.Units[0].ProcessId}"], lines[1..]);
    }

    [Fact]
    public async Task Nothing_but_the_streams_is_inherited()
    {
        var list = new LaunchUnit
        {
            Name = "list",
            FileName = "ls",
            Arguments = ["/proc/self/fd"],
            Environment = new Dictionary<string, string>(),
            Stop = StopPolicy.Default,
        };

        await using var deployment = await _launcher.LaunchAsync(_scripts.Plan(list), CancellationToken.None);

        Assert.Equal(["0", "1", "2", "3"], await Waiting.LinesAsync(deployment, 100));    // 3: the folder that it lists
    }

    [Fact]
    public async Task A_secret_reaches_the_engine_and_not_its_log_and_no_other_secret_is_passed_on()
    {
        Environment.SetEnvironmentVariable("AUTOTUNE_TEST_API_KEY", "inherited-secret");
        Environment.SetEnvironmentVariable("AUTOTUNE_TEST_PLAIN", "inherited");
        var plan = _scripts.Plan("echo token $HF_TOKEN ${#HF_TOKEN}; echo key [$AUTOTUNE_TEST_API_KEY] $AUTOTUNE_TEST_PLAIN", null, ("HF_TOKEN", "hf_abcdefgh"));

        await using var deployment = await _launcher.LaunchAsync(plan, CancellationToken.None);

        Assert.Equal(["token *** 11", "key [] inherited"], await Waiting.LinesAsync(deployment, 2));
        Assert.DoesNotContain("hf_abcdefgh", await File.ReadAllTextAsync(deployment.LogPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_port_is_fresh_and_told_in_the_arguments()
    {
        await using var first = await LaunchAsync("echo $1 $2; sleep 1000");
        await using var second = await LaunchAsync("echo $1 $2; sleep 1000");

        Assert.Equal([$"{first.Entry.Port} 127.0.0.1"], await Waiting.LinesAsync(first, 1));
        Assert.NotEqual(first.Entry, second.Entry);
        Assert.Equal($"{first.Entry.Port}", first.Units[0].CommandLine[^2]);
        Assert.Equal(EntryOwner.Nobody, first.FindEntryOwner());
    }

    [Fact]
    public async Task A_log_without_end_is_bounded_on_disk()
    {
        var launcher = new ProcessLauncher(_guard, TimeProvider.System) { LogBound = 10_000 };
        await using var deployment = await launcher.LaunchAsync(_scripts.Plan("i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done"), CancellationToken.None);
        await deployment.Exited.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.InRange(new FileInfo(deployment.LogPath).Length, 10_000, 13_000);
        Assert.Equal("line 4999", File.ReadLines(deployment.LogPath).Last());
    }

    [Fact]
    public async Task What_cannot_be_started_is_named_and_leaves_nothing_running()
    {
        var running = new LaunchUnit
        {
            Name = "decode",
            FileName = "sleep",
            Arguments = ["1000"],
            Environment = new Dictionary<string, string>(),
            Stop = StopPolicy.Default,
        };
        var plan = new LaunchPlan { Units = [running, running with { Name = "router", FileName = "no-such-engine" }], EntryUnit = "router", LogFolder = _scripts.LogFolder };

        var fault = await Assert.ThrowsAsync<LaunchException>(() => _launcher.LaunchAsync(plan, CancellationToken.None));

        Assert.Equal("'no-such-engine' is not on PATH.", fault.Message);
        Assert.Empty(LinuxProcesses.Marked($"{GuardClient.LeashVariable}={_guard.Leash}"));
    }

    [Fact]
    public async Task Stopping_twice_is_stopping_once()
    {
        var deployment = await LaunchAsync("sleep 1000");

        await Task.WhenAll(deployment.DisposeAsync().AsTask(), deployment.DisposeAsync().AsTask());
        await deployment.DisposeAsync();

        Assert.False(Waiting.IsAlive(deployment.Units[0].ProcessId));
    }

    public void Dispose()
    {
        _guard.Dispose();
        _scripts.Dispose();
    }

    private Task<IDeployment> LaunchAsync(string script, TimeSpan? grace = null) => _launcher.LaunchAsync(_scripts.Plan(script, grace), CancellationToken.None);
}
