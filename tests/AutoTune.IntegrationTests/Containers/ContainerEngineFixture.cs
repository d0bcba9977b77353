using System.Diagnostics;
using AutoTune.Docker;
using AutoTune.Launching;
using Docker.DotNet.Models;
using Xunit;

namespace AutoTune.IntegrationTests.Containers;

/// <summary>A real container engine of the tests' own: own socket, own data, apart from any other on the machine. Its images are built from files, nothing is pulled.</summary>
public class ContainerEngineFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartBound = TimeSpan.FromSeconds(60);

    private readonly string _root = Path.Combine(Path.GetTempPath(), $"autotune-dockerd-{Guid.NewGuid():N}"[..28]);
    private Process? _daemon;
    private string _whyNot = "";
    private DockerHost? _host;

    public string Socket => Path.Combine(_root, "docker.sock");

    /// <exception cref="Exception">Skips or fails the test where no engine could be started.</exception>
    public DockerHost Host => _host ?? throw RealParts.Missing(_whyNot);

    public async ValueTask InitializeAsync()
    {
        if (AutoTune.Engines.ProgramPath.Find("dockerd") is not { } program || Environment.UserName != "root")
        {
            _whyNot = "A container engine (dockerd) and root are needed: tests/run.sh installs it.";
            return;
        }
        Directory.CreateDirectory(_root);
        Prepare(_root);
        await StartAsync(program);
        await TestImages.LoadAsync(_host!);
    }

    /// <summary>Containers of any AutoTune.</summary>
    public async Task<IList<ContainerListResponse>> OfAutoTuneAsync() =>
        [.. (await Host.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true })).Where(container => container.Labels.ContainsKey(ContainerLabels.LeashLabel))];

    /// <summary>What was being made when AutoTune ended is removed by its guard a moment later.</summary>
    public async Task<TimeSpan> UntilNoneIsLeftAsync()
    {
        var watch = Stopwatch.StartNew();
        while ((await OfAutoTuneAsync()).Count > 0 && watch.Elapsed < TimeSpan.FromSeconds(60))
            await Task.Delay(50);
        return watch.Elapsed;
    }

    /// <summary>As a crash of the engine; its containers go with it or stay, as it pleases.</summary>
    public async Task KillAsync()
    {
        _daemon!.Kill();
        await _daemon.WaitForExitAsync();
        _host!.Dispose();
    }

    public Task StartAgainAsync() => StartAsync(AutoTune.Engines.ProgramPath.Find("dockerd")!);

    /// <summary>Puts in its folder what it shall find beside it.</summary>
    protected virtual void Prepare(string folder)
    {
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _host?.Dispose();
        if (_daemon is { HasExited: false })
        {
            _ = LinuxProcesses.Kill(_daemon.Id, 15);
            await _daemon.WaitForExitAsync().WaitAsync(StartBound);
        }
        _daemon?.Dispose();
        Unmount();
        if (Directory.Exists(_root))
            Directory.Delete(_root, recursive: true);
    }

    /// <summary>What a killed engine left, and a disk of its own.</summary>
    private void Unmount()
    {
        foreach (var mounted in File.ReadLines("/proc/mounts").Select(line => line.Split(' ')[1]).Where(path => path.StartsWith(_root, StringComparison.Ordinal)).Reverse().ToArray())
            using (var unmount = Process.Start(new ProcessStartInfo("umount", ["--lazy", mounted]) { UseShellExecute = false })!)
                unmount.WaitForExit();
    }

    private async Task StartAsync(string program)
    {
        // Of one that was killed; where nobody reaps the dead, it would be waited for.
        foreach (var stale in new[] { "docker.pid", "exec/containerd/containerd.pid" })
            if (File.Exists(Path.Combine(_root, stale)))
                File.Delete(Path.Combine(_root, stale));
        _daemon = Process.Start(new ProcessStartInfo(program,
            ["-H", $"unix://{Socket}", "--data-root", $"{_root}/data", "--exec-root", $"{_root}/exec", "--pidfile", $"{_root}/docker.pid", "--log-level", "warn"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = $"{_root}:{Environment.GetEnvironmentVariable("PATH")}" },
        })!;
        _daemon.OutputDataReceived += (_, _) => { };
        _daemon.ErrorDataReceived += (_, line) => _whyNot = line.Data ?? _whyNot;
        _daemon.BeginOutputReadLine();
        _daemon.BeginErrorReadLine();
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            try
            {
                _host = await DockerHost.ConnectAsync($"unix://{Socket}", CancellationToken.None);
                return;
            }
            catch (LaunchException) when (watch.Elapsed < StartBound && !_daemon.HasExited)
            {
                // Not yet.
            }
        }
    }
}
