using AutoTune.Launching;

namespace AutoTune.Tests.Launching;

/// <summary>A deployment whose log, end and port owner the test decides.</summary>
internal sealed class FakeDeployment(TimeProvider time) : IDeployment
{
    private readonly LaunchLog _log = new(1000);
    private readonly TaskCompletionSource<DeploymentExit> _exited = new();

    public Uri Entry { get; } = new("http://127.0.0.1:4000/");

    public IReadOnlyList<UnitStatus> Units => [];

    public long StartedTimestamp { get; } = time.GetTimestamp();

    public TimeSpan SpawnTime => TimeSpan.FromMilliseconds(3);

    public Task<DeploymentExit> Exited => _exited.Task;

    public string LogPath => "none.log";

    public EntryOwner Owner { get; set; } = EntryOwner.Deployment;

    public IAsyncEnumerable<LogLine> ReadLogAsync(CancellationToken ct) => _log.ReadAsync(ct);

    public EntryOwner FindEntryOwner() => Owner;

    public void Print(string line) => _log.Append(new LogLine("engine", time.GetUtcNow(), line));

    public void End(int? code, int? signal = null)
    {
        _exited.SetResult(new DeploymentExit("engine", code, signal));
        _log.Complete();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
