using System.Runtime.CompilerServices;
using System.Text.Json;
using AutoTune.Trials;
using AutoTune.Yaml;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AutoTune.Storage;

/// <summary>All studies in one SQLite file; several processes may use it at once.</summary>
/// <remarks>One connection per store, one command at a time; positions and claims are decided inside SQLite's own write lock.</remarks>
public sealed class SqliteTrialStore : ITrialStore
{
    private const int PageOfEvents = 500;

    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _gate = new(1);
    private bool _disposed;

    internal SqliteTrialStore(SqliteConnection connection, string path, TimeProvider clock) =>
        (_connection, _path, _clock) = (connection, path, clock);

    /// <summary>Opens the file, and makes it and its folder where they are missing.</summary>
    /// <param name="clock">Decides when leases run out.</param>
    /// <exception cref="InvalidInputException">No database, another program's, or a later AutoTune's.</exception>
    /// <exception cref="StudyStoppedException">Read-only, disk full, held by another process.</exception>
    public static Task<SqliteTrialStore> OpenAsync(string path, TimeProvider clock, CancellationToken ct = default) =>
        Task.Run(() => new SqliteTrialStore(SqliteFile.Open(path), path, clock), ct);

    /// <summary>Opens an existing file for reading; works in a read-only folder.</summary>
    /// <exception cref="InvalidInputException">As <see cref="OpenAsync"/>; no such file; an older schema.</exception>
    public static Task<SqliteTrialStore> OpenReadOnlyAsync(string path, TimeProvider clock, CancellationToken ct = default) =>
        Task.Run(() => new SqliteTrialStore(SqliteFile.OpenReadOnly(path), path, clock), ct);

    public Task<long> AppendAsync(string study, StudyEvent happened, CancellationToken ct) => WriteAsync(
        write =>
        {
            if (happened is StudyEvent.LaunchEnded ended && !Completed(write, study, ended))
                throw new InvalidOperationException($"Launch {ended.Launch} of trial {ended.Trial} of {study} is complete already.");
            return Append(write, study, happened);
        },
        ct);

    public async IAsyncEnumerable<StoredEvent> ReadAsync(string study, long afterPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        // In pages, so that no read lock is held while the reader thinks.
        var after = afterPosition;
        while (true)
        {
            var page = await LockedAsync(() => _connection.Query<EventRow>(Sql.Read, new { study, after, limit = PageOfEvents }).AsList(), ct);
            foreach (var row in page)
                yield return new(row.Position, Parse(study, row));
            if (page.Count < PageOfEvents)
                yield break;
            after = page[^1].Position;
        }
    }

    public async Task<IReadOnlyList<string>> ListStudiesAsync(CancellationToken ct) =>
        await LockedAsync(() => _connection.Query<string>(Sql.ListStudies).AsList(), ct);

    public async Task<TrialClaim?> TryClaimAsync(string study, int trial, int launch, string holder, TimeSpan lease, CancellationToken ct)
    {
        var epoch = await WriteAsync(
            write => write.Query<long?>(Sql.Claim, new { study, trial, launch, holder, now = Now(), expires = Now() + Milliseconds(lease) }).SingleOrDefault(),
            ct);
        return epoch is { } mine ? new(study, trial, launch, holder, mine) : null;
    }

    public async Task<bool> RenewAsync(TrialClaim claim, TimeSpan lease, CancellationToken ct) =>
        await WriteAsync(
            write => write.Execute(Sql.Renew, new { claim.Study, claim.Trial, claim.Launch, claim.Holder, claim.Epoch, expires = Now() + Milliseconds(lease) }),
            ct) == 1;

    public Task<bool> TryCompleteAsync(TrialClaim claim, StudyEvent.LaunchEnded ended, CancellationToken ct)
    {
        if ((claim.Trial, claim.Launch) != (ended.Trial, ended.Launch))
            throw new ArgumentException($"The claim is for launch {claim.Launch} of trial {claim.Trial}, the outcome for launch {ended.Launch} of trial {ended.Trial}.", nameof(ended));
        return WriteAsync(
            write =>
            {
                var isMine = write.Execute(Sql.Complete, claim) == 1;
                if (isMine)
                    Append(write, claim.Study, ended);
                return isMine;
            },
            ct);
    }

    /// <summary>Removes a study with all that was recorded of it. It is the one thing that cannot be undone.</summary>
    public Task RemoveStudyAsync(string study, CancellationToken ct) => WriteAsync(write => write.Execute(Sql.RemoveStudy, new { study }), ct);

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (!_disposed)
                SqliteFile.Close(_connection);
            _disposed = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static long Append(SqliteConnection write, string study, StudyEvent happened) =>
        write.QuerySingle<long>(Sql.Append, new { study, body = EventJson.Serialize(happened) });

    private static bool Completed(SqliteConnection write, string study, StudyEvent.LaunchEnded ended) =>
        write.Execute(Sql.CompleteUnclaimed, new { study, trial = ended.Trial, launch = ended.Launch }) == 1;

    private StudyEvent Parse(string study, EventRow row)
    {
        try
        {
            return EventJson.Deserialize(row.Body);
        }
        catch (JsonException unreadable)
        {
            throw new InvalidInputException($"{_path}: event {row.Position} of study {study} cannot be read: {unreadable.Message}");
        }
    }

    private Task<T> WriteAsync<T>(Func<SqliteConnection, T> write, CancellationToken ct) => LockedAsync(
        () =>
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            var result = write(_connection);
            transaction.Commit();
            return result;
        },
        ct);

    /// <summary>One command at a time, off the caller's thread: SQLite waits for locks and for the disk synchronously.</summary>
    private async Task<T> LockedAsync<T>(Func<T> command, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await Task.Run(command, CancellationToken.None);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Translate(error, _path);
        }
        finally
        {
            _gate.Release();
        }
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static long Milliseconds(TimeSpan lease) => (long)lease.TotalMilliseconds;

    private sealed record EventRow(long Position, string Body);

    private static class Sql
    {
        public const string Append = """
            INSERT INTO events (study, position, body)
            SELECT @study, coalesce(max(position), 0) + 1, @body FROM events WHERE study = @study
            RETURNING position
            """;

        public const string Read = "SELECT position, body FROM events WHERE study = @study AND position > @after ORDER BY position LIMIT @limit";

        public const string ListStudies = "SELECT DISTINCT study FROM events ORDER BY study";

        public const string RemoveStudy = "DELETE FROM events WHERE study = @study; DELETE FROM claims WHERE study = @study";

        public const string Claim = """
            INSERT INTO claims (study, trial, launch, holder, epoch, expires, complete)
            VALUES (@study, @trial, @launch, @holder, 1, @expires, 0)
            ON CONFLICT DO UPDATE SET holder = excluded.holder, epoch = epoch + 1, expires = excluded.expires
            WHERE complete = 0 AND (expires <= @now OR holder = excluded.holder)
            RETURNING epoch
            """;

        public const string Renew = $"UPDATE claims SET expires = @expires {OfClaim}";

        public const string Complete = $"UPDATE claims SET complete = 1 {OfClaim}";

        public const string CompleteUnclaimed = """
            INSERT INTO claims (study, trial, launch, holder, epoch, expires, complete)
            VALUES (@study, @trial, @launch, '', 1, 0, 1)
            ON CONFLICT DO UPDATE SET complete = 1 WHERE complete = 0
            """;

        private const string OfClaim = """
            WHERE study = @Study AND trial = @Trial AND launch = @Launch AND holder = @Holder AND epoch = @Epoch AND complete = 0
            """;
    }
}
