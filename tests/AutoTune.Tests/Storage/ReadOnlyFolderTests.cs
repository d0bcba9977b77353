using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using AutoTune.Storage;
using AutoTune.Trials;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AutoTune.Tests.Storage;

[SupportedOSPlatform("linux")]
public sealed partial class ReadOnlyFolderTests : IDisposable
{
    private const UnixFileMode Writable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string _folder = Directory.CreateTempSubdirectory("autotune-read-only-").FullName;

    private string Database => Path.Combine(_folder, "autotune.db");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        File.SetUnixFileMode(_folder, Writable);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_store_that_was_closed_is_read()
    {
        await (await WithOneEventAsync(Database)).DisposeAsync();
        Assert.Equal(1, InReadOnlyFolder(() =>
        {
            using var connection = SqliteFile.OpenReadOnly(Database);
            return connection.ExecuteScalar<long>("SELECT count(*) FROM events");
        }));
    }

    [Fact]
    public async Task A_store_that_was_not_closed_says_what_to_copy()
    {
        var running = Path.Combine(_folder, "running.db");
        await using (await WithOneEventAsync(running))
        {
            File.Copy(running, Database);
            File.Copy(running + "-wal", Database + "-wal");
        }

        var stopped = Assert.Throws<StudyStoppedException>(() => InReadOnlyFolder(() => SqliteFile.OpenReadOnly(Database)));
        Assert.Equal($"{Database} was not closed, and its folder is read-only.", stopped.Message);
        Assert.Contains(Database + "-wal", stopped.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_cannot_be_written_and_says_what_to_do()
    {
        await (await WithOneEventAsync(Database)).DisposeAsync();
        var stopped = Assert.Throws<StudyStoppedException>(() => InReadOnlyFolder(() => SqliteFile.Open(Database)));
        Assert.Contains("writable", stopped.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_store_cannot_be_made_and_says_what_to_do()
    {
        var file = Assert.Throws<StudyStoppedException>(() => InReadOnlyFolder(() => SqliteFile.Open(Database)));
        Assert.Equal($"{Database} cannot be opened.", file.Message);
        var folder = Assert.Throws<StudyStoppedException>(() => InReadOnlyFolder(() => SqliteFile.Open(Path.Combine(_folder, "results", "autotune.db"))));
        Assert.Contains("cannot be made", folder.Message, StringComparison.Ordinal);
    }

    private static async Task<SqliteTrialStore> WithOneEventAsync(string path)
    {
        var store = await SqliteTrialStore.OpenAsync(path, new FakeTimeProvider(), Ct);
        await store.AppendAsync("a", new StudyEvent.StudyInterrupted("x") { At = DateTimeOffset.UnixEpoch }, Ct);
        return store;
    }

    /// <summary>On a thread that has no right to write there, also where the tests run as root, whom a file's mode does not stop.</summary>
    private T InReadOnlyFolder<T>(Func<T> action)
    {
        foreach (var file in Directory.GetFiles(_folder))
            File.SetUnixFileMode(file, ReadOnly);
        File.SetUnixFileMode(_folder, ReadOnly);
        var result = default(T);
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            _ = SetFileSystemUser(65534);
            try
            {
                result = action();
            }
            catch (Exception error)
            {
                thrown = error;
            }
        });
        thread.Start();
        thread.Join();
        return thrown is null ? result! : throw thrown;
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(uint user);
}
