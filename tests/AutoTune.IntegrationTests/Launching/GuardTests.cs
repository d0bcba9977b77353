using System.Diagnostics;
using AutoTune.Launching;
using Xunit;

namespace AutoTune.IntegrationTests.Launching;

public sealed class GuardTests : IDisposable
{
    private readonly Scripts _scripts = new();

    [Fact]
    public async Task When_AutoTune_is_killed_nothing_of_its_engine_is_left_two_seconds_later()
    {
        var script = _scripts.Write("trap '' TERM HUP INT\nsleep 1000 &\necho $! > pids\nsetsid sleep 1001 &\necho $! >> pids\necho $$ >> pids\ntouch started\nwait".Replace("pids", $"{_scripts.Folder}/pids").Replace("touch started", $"touch {_scripts.Folder}/started"));
        using var host = StartHost(script);
        var started = (await host.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)))!.Split(' ');
        await Waiting.UntilAsync(() => File.Exists($"{_scripts.Folder}/started"));
        var pids = File.ReadLines($"{_scripts.Folder}/pids").Append(started[0]).Select(int.Parse).Distinct().ToList();
        Assert.Equal(3, pids.Count);
        Assert.All(pids, pid => Assert.True(Waiting.IsAlive(pid)));

        string[] RuntimeFiles() => Directory.GetFileSystemEntries(Path.GetTempPath(), $"*-{host.Id}-*");
        Assert.NotEmpty(RuntimeFiles());

        host.Kill();    // SIGKILL, to the host alone

        var gone = await Waiting.UntilAsync(() => !pids.Exists(Waiting.IsAlive));
        var guardGone = await Waiting.UntilAsync(() => !Waiting.IsAlive(int.Parse(started[1])));
        TestContext.Current.SendDiagnosticMessage($"engine gone after {gone.TotalMilliseconds:0} ms, guard {guardGone.TotalMilliseconds:0} ms later");
        Assert.InRange(gone.TotalSeconds, 0, 2);
        Assert.InRange(guardGone.TotalSeconds, 0, 5);
        Assert.Empty(RuntimeFiles());
    }

    [Fact]
    public async Task An_AutoTune_that_is_killed_while_it_launches_leaves_nothing()
    {
        foreach (var delay in Enumerable.Range(0, 8).Select(step => 60 + 15 * step))
        {
            var mark = Guid.NewGuid().ToString("N");
            using var host = StartHost(_scripts.Write($"sleep 1000 # {mark}"), ("AUTOTUNE_TEST_RUN", mark));
            await Task.Delay(delay);
            host.Kill();
            await host.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));

            var gone = await Waiting.UntilAsync(() => LinuxProcesses.Marked($"AUTOTUNE_TEST_RUN={mark}").Count == 0);
            Assert.InRange(gone.TotalSeconds, 0, 3);
        }
    }

    [Fact]
    public async Task The_guard_ends_with_the_pipe_and_with_no_signal()
    {
        using var guard = new GuardClient();
        guard.Start();
        await guard.WaitUntilReadyAsync(CancellationToken.None);
        var pid = guard.GuardProcessId;

        foreach (var signal in new[] { 1, 2, 3, 15 })
            _ = LinuxProcesses.Kill(pid, signal);
        await Task.Delay(200);
        Assert.True(Waiting.IsAlive(pid));
        Assert.Equal(pid, LinuxProcesses.Find(pid)!.Session);

        guard.Dispose();
        Assert.InRange((await Waiting.UntilAsync(() => !Waiting.IsAlive(pid))).TotalSeconds, 0, 3);
    }

    [Fact]
    public async Task A_guard_that_was_killed_is_replaced_and_knows_what_the_first_one_knew()
    {
        using var guard = new GuardClient();
        await using var deployment = await new ProcessLauncher(guard, TimeProvider.System).LaunchAsync(_scripts.Plan("sleep 1000"), CancellationToken.None);
        var (first, engine) = (guard.GuardProcessId, deployment.Units[0].ProcessId);

        _ = LinuxProcesses.Kill(first, LinuxProcesses.SigKill);
        await Waiting.UntilAsync(() => guard.GuardProcessId != first);
        await guard.WaitUntilReadyAsync(CancellationToken.None);
        Assert.True(Waiting.IsAlive(engine));

        guard.Dispose();
        Assert.InRange((await Waiting.UntilAsync(() => !Waiting.IsAlive(engine))).TotalSeconds, 0, 2);
    }

    [Fact]
    public async Task Only_the_group_that_was_registered_is_killed_not_a_later_one_of_the_same_number()
    {
        using var guard = new GuardClient();
        using var other = new GuardClient();
        await using var deployment = await new ProcessLauncher(other, TimeProvider.System).LaunchAsync(_scripts.Plan("sleep 1000"), CancellationToken.None);
        var engine = deployment.Units[0].ProcessId;

        guard.WatchGroup(engine, LinuxProcesses.Find(engine)!.StartTime - 1);
        var pid = guard.GuardProcessId;
        guard.Dispose();

        await Waiting.UntilAsync(() => !Waiting.IsAlive(pid));
        Assert.True(Waiting.IsAlive(engine));
    }

    [Fact]
    public async Task Registered_folders_of_our_own_are_removed_and_no_others()
    {
        var own = Directory.CreateDirectory(Path.Combine(_scripts.Folder, "own")).FullName;
        var released = Directory.CreateDirectory(Path.Combine(_scripts.Folder, "released")).FullName;
        var foreign = Directory.CreateTempSubdirectory("somebody-else-").FullName;
        await File.WriteAllTextAsync(Path.Combine(own, "file"), "x");
        using var guard = new GuardClient();
        guard.WatchFolder(own);
        guard.WatchFolder(released);
        guard.WatchFolder(foreign);
        guard.WatchFolder($"{own}/../../{Path.GetFileName(foreign)}");
        guard.ReleaseFolder(released);

        guard.Dispose();
        await Waiting.UntilAsync(() => !Directory.Exists(own));
        await Waiting.UntilAsync(() => !Waiting.IsAlive(guard.GuardProcessId));

        Assert.False(Directory.Exists(own));
        Assert.True(Directory.Exists(released));
        Assert.True(Directory.Exists(foreign));
        Directory.Delete(foreign);
    }

    [Fact]
    public void A_missing_guard_is_an_error_before_anything_starts()
    {
        using var guard = new GuardClient(_scripts.Folder);

        var fault = Assert.Throws<LaunchException>(guard.Start);

        Assert.StartsWith($"autotune-guard is missing from {_scripts.Folder}", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scripts.Dispose();

    private Process StartHost(string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "launch-host"), [_scripts.LogFolder, script]) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
