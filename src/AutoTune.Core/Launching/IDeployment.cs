namespace AutoTune.Launching;

/// <summary>What a launcher started. Disposing it asks every unit to stop, waits its grace, then forces; it ends in bounded time.</summary>
public interface IDeployment : IAsyncDisposable
{
    /// <summary>Base address of the entry unit, e.g. <c>http://127.0.0.1:40123/</c>.</summary>
    Uri Entry { get; }

    IReadOnlyList<UnitStatus> Units { get; }

    /// <summary><see cref="TimeProvider.GetTimestamp"/> of the launcher's clock when the launch began.</summary>
    long StartedTimestamp { get; }

    /// <summary>Time until every unit's program was running.</summary>
    TimeSpan SpawnTime { get; }

    /// <summary>Completes when the first unit has ended and its output is read; never faults.</summary>
    Task<DeploymentExit> Exited { get; }

    /// <summary>The entry unit's log.</summary>
    string LogPath { get; }

    /// <summary>Every unit's lines from the first on (the oldest are dropped after some ten thousand), until the deployment has ended.</summary>
    IAsyncEnumerable<LogLine> ReadLogAsync(CancellationToken ct);

    /// <summary>Who listens on the entry's port: a stale server there would answer in the place of the engine.</summary>
    EntryOwner FindEntryOwner();
}
