namespace AutoTune.Launching;

/// <summary>Units that run as child processes.</summary>
internal sealed class ProcessDeployment : IDeployment
{
    private static readonly TimeSpan ForceBound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepPause = TimeSpan.FromMilliseconds(10);

    private readonly List<ProcessUnit> _units = [];
    private readonly List<UnitStatus> _statuses = [];
    private readonly TaskCompletionSource<DeploymentExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _stop;

    public ProcessDeployment() => _stop = new Lazy<Task>(StopAsync);

    public required GuardClient Guard { get; init; }

    public required TimeProvider Time { get; init; }

    public required LaunchLog Log { get; init; }

    /// <summary>The variable that every process of this deployment carries, as <c>NAME=value</c>.</summary>
    public required string Mark { get; init; }

    public required Uri Entry { get; init; }

    public required string LogPath { get; init; }

    public required long StartedTimestamp { get; init; }

    public TimeSpan SpawnTime { get; private set; }

    public Task<DeploymentExit> Exited => _exited.Task;

    public IReadOnlyList<UnitStatus> Units => [.. _units.Zip(_statuses, (unit, status) =>
        status with { Exit = unit.Exited.IsCompletedSuccessfully ? unit.Exited.Result : null })];

    public IAsyncEnumerable<LogLine> ReadLogAsync(CancellationToken ct) => Log.ReadAsync(ct);

    public void Add(ProcessUnit unit, UnitStatus status)
    {
        Guard.WatchGroup(unit.Pid, unit.StartTime);
        _units.Add(unit);
        _statuses.Add(status);
        _ = unit.Exited.ContinueWith(task => _exited.TrySetResult(task.Result), TaskContinuationOptions.ExecuteSynchronously);
    }

    public void Started()
    {
        SpawnTime = Time.GetElapsedTime(StartedTimestamp);
        _ = Task.WhenAll(_units.Select(unit => unit.Exited)).ContinueWith(_ => Log.Complete(), TaskContinuationOptions.ExecuteSynchronously);
    }

    public EntryOwner FindEntryOwner()
    {
        var listening = ListeningPorts.Sockets(Entry.Port);
        if (listening.Count == 0)
            return EntryOwner.Nobody;
        var ours = LinuxProcesses.All().Where(IsOurs).SelectMany(row => ListeningPorts.SocketsOf(row.Pid)).ToHashSet();
        return listening.IsSubsetOf(ours) ? EntryOwner.Deployment : EntryOwner.Stranger;
    }

    public ValueTask DisposeAsync() => new(_stop.Value);

    private async Task StopAsync()
    {
        await Task.WhenAll(_units.Select(StopAsync));
        await KillRestAsync();
        Log.Complete();
        _units.ForEach(unit => Guard.ReleaseGroup(unit.Pid, unit.StartTime));
    }

    private async Task StopAsync(ProcessUnit unit)
    {
        var stop = unit.Unit.Stop;
        unit.Signal((int)stop.Signal);
        if (await EndsWithinAsync(unit, stop.Grace))
            return;
        unit.Signal(LinuxProcesses.SigKill);
        await EndsWithinAsync(unit, ForceBound);
    }

    private async Task<bool> EndsWithinAsync(ProcessUnit unit, TimeSpan bound) =>
        await Task.WhenAny(unit.Exited, Task.Delay(bound, Time, CancellationToken.None)) == unit.Exited;

    // Workers that left the group by a session of their own carry the mark all the same.
    private async Task KillRestAsync()
    {
        var started = Time.GetTimestamp();
        for (var left = Rest(); left.Count > 0; left = Rest())
        {
            if (Time.GetElapsedTime(started) > ForceBound)
                throw new LaunchException($"Processes of the engine do not end, not even by force: {string.Join(", ", left.Select(row => row.Pid))}.");
            foreach (var row in left)
                _ = LinuxProcesses.Kill(row.Pid, LinuxProcesses.SigKill);
            await Task.Delay(SweepPause, Time, CancellationToken.None);
        }
    }

    private List<ProcessRow> Rest() => [.. LinuxProcesses.All().Where(row => !row.IsDead && IsOurs(row))];

    private bool IsOurs(ProcessRow row) => _units.Exists(unit => row.Session == unit.Pid && row.StartTime >= unit.StartTime && !IsReused(unit))
        || LinuxProcesses.CarriesMark(row.Pid, Mark);

    private static bool IsReused(ProcessUnit unit) => LinuxProcesses.Find(unit.Pid) is { } leader && leader.StartTime != unit.StartTime;
}
