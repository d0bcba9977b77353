using AutoTune.Launching;

namespace AutoTune.Docker;

/// <summary>Units that run as containers.</summary>
internal sealed class DockerDeployment : IDeployment
{
    private static readonly Uri Nowhere = new($"http://{LaunchAddresses.Loopback}:9/");    // port 9 discards

    private readonly DockerHost _host;
    private readonly TimeProvider _time;
    private readonly List<DockerUnit> _units = [];
    private readonly List<UnitStatus> _statuses = [];
    private readonly TaskCompletionSource<DeploymentExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _stop;

    public DockerDeployment(DockerHost host, TimeProvider time, LaunchLog log, string logPath)
    {
        (_host, _time, Log, LogPath) = (host, time, log, logPath);
        StartedTimestamp = time.GetTimestamp();
        _stop = new Lazy<Task>(StopAsync);
    }

    public LaunchLog Log { get; }

    public Uri Entry { get; private set; } = Nowhere;

    public string LogPath { get; }

    public long StartedTimestamp { get; }

    public TimeSpan SpawnTime { get; private set; }

    /// <summary>Of several units; null where there is none.</summary>
    public string? Network { get; set; }

    public Task<DeploymentExit> Exited => _exited.Task;

    public IReadOnlyList<UnitStatus> Units => [.. _units.Zip(_statuses, (unit, status) =>
        status with { Exit = unit.Exited.IsCompletedSuccessfully ? unit.Exited.Result : null })];

    public IAsyncEnumerable<LogLine> ReadLogAsync(CancellationToken ct) => Log.ReadAsync(ct);

    /// <summary>The port was the container engine's to give, so nobody else's server is behind it.</summary>
    public EntryOwner FindEntryOwner() => Entry == Nowhere ? EntryOwner.Nobody : EntryOwner.Deployment;

    public async Task StartAsync(DockerUnit unit, IReadOnlyList<string> commandLine, string logPath, bool isEntry, CancellationToken ct)
    {
        _units.Add(unit);
        _statuses.Add(new UnitStatus { Name = unit.Unit.Name, ProcessId = 0, Port = 0, CommandLine = commandLine, LogPath = logPath, Exit = null });
        _ = unit.Exited.ContinueWith(task => _exited.TrySetResult(task.Result), TaskContinuationOptions.ExecuteSynchronously);
        await unit.StartAsync(ct);
        if (!isEntry || await unit.PublishedPortAsync(ct) is not { } port)
            return;
        _statuses[^1] = _statuses[^1] with { Port = port };
        Entry = new Uri($"http://{LaunchAddresses.Loopback}:{port}/");
    }

    public void Started()
    {
        SpawnTime = _time.GetElapsedTime(StartedTimestamp);
        _ = Task.WhenAll(_units.Select(unit => unit.Exited)).ContinueWith(_ => Log.Complete(), TaskContinuationOptions.ExecuteSynchronously);
    }

    public ValueTask DisposeAsync() => new(_stop.Value);

    private async Task StopAsync()
    {
        try
        {
            await Task.WhenAll(_units.Select(unit => unit.StopAsync(_time)));
            if (Network is { } network)
                await Containers.RemoveNetworkAsync(_host.Client, network, CancellationToken.None);
        }
        finally
        {
            foreach (var unit in _units)
                await unit.DisposeAsync();
            Log.Complete();
        }
    }
}
