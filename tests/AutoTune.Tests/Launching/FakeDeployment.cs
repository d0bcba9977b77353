using System.Runtime.CompilerServices;
using AutoTune.Launching;

namespace AutoTune.Tests.Launching;

/// <summary>A deployment whose log, end and port owner the test decides.</summary>
internal sealed class FakeDeployment(TimeProvider time) : IDeployment
{
    private readonly LaunchLog _log = new(1000);
    private readonly TaskCompletionSource<DeploymentExit> _exited = new();
    private int _printed;
    private int _read;

    public Uri Entry { get; } = new("http://127.0.0.1:4000/");

    public IReadOnlyList<UnitStatus> Units => [];

    public long StartedTimestamp { get; } = time.GetTimestamp();

    public TimeSpan SpawnTime => TimeSpan.FromMilliseconds(3);

    public Task<DeploymentExit> Exited => _exited.Task;

    public string LogPath => "none.log";

    public EntryOwner Owner { get; set; } = EntryOwner.Deployment;

    /// <summary>Whether the one reader of the log has not yet taken in all that was printed.</summary>
    public bool HasUnreadLines => Volatile.Read(ref _read) < _printed;

    public async IAsyncEnumerable<LogLine> ReadLogAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in _log.ReadAsync(ct))
        {
            yield return line;
            Interlocked.Increment(ref _read);
        }
    }

    public EntryOwner FindEntryOwner() => Owner;

    public void Print(string line)
    {
        _printed++;
        _log.Append(new LogLine("engine", time.GetUtcNow(), line));
    }

    public void End(int? code, int? signal = null)
    {
        _exited.SetResult(new DeploymentExit("engine", code, signal));
        _log.Complete();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
