using AutoTune.Storage;
using AutoTune.Trials;
using AutoTune.Yaml;
using Dapper;
using Microsoft.Data.Sqlite;
using Xunit;

namespace AutoTune.Tests.Storage;

public sealed class SqliteTrialStoreTests : TrialStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("autotune-store-").FullName;

    private string Database => Path.Combine(_folder, "results", "autotune.db");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Nothing here outlives the machine's power, so nothing waits for the disk.
    protected override Task<ITrialStore> OpenAsync() => Task.Run(ITrialStore () => With("PRAGMA synchronous = OFF"), Ct);

    [Fact]
    public async Task The_last_user_leaves_one_plain_file()
    {
        var first = await OpenAsync();
        var last = await OpenAsync();
        await first.AppendAsync("a", Event("x"), Ct);
        await first.DisposeAsync();
        Assert.True(File.Exists(Database + "-wal"));
        await last.DisposeAsync();
        Assert.Equal([Database], Directory.GetFiles(Path.GetDirectoryName(Database)!));
        File.Copy(Database, Database + ".copy");
        await using var copy = await SqliteTrialStore.OpenReadOnlyAsync(Database + ".copy", Clock, Ct);
        Assert.Equal(["1 x"], await TextsAsync(copy, "a"));
    }

    [Fact]
    public async Task A_commit_waits_for_the_disk()
    {
        await (await SqliteTrialStore.OpenAsync(Database, Clock, Ct)).DisposeAsync();
        await using var connection = SqliteFile.Open(Database);
        Assert.Equal(("wal", 2L), (connection.ExecuteScalar<string>("PRAGMA journal_mode"), connection.ExecuteScalar<long>("PRAGMA synchronous")));
    }

    [Fact]
    public async Task A_reader_sees_what_a_running_study_appends_and_writes_nothing()
    {
        await using var writer = await OpenAsync();
        await writer.AppendAsync("a", Event("x"), Ct);
        await using var reader = await SqliteTrialStore.OpenReadOnlyAsync(Database, Clock, Ct);
        await writer.AppendAsync("a", Event("y"), Ct);
        Assert.Equal(["1 x", "2 y"], await TextsAsync(reader, "a"));
        var refused = await Assert.ThrowsAsync<StudyStoppedException>(() => reader.AppendAsync("a", Event("z"), Ct));
        Assert.Equal($"{Database} is read-only.", refused.Message);
        Assert.NotEmpty(refused.Remedy);
    }

    [Fact]
    public async Task A_full_disk_stops_the_study_with_a_remedy_and_loses_nothing()
    {
        var appended = 0L;
        await using (var store = With("PRAGMA max_page_count = 40"))
        {
            var stopped = await Assert.ThrowsAsync<StudyStoppedException>(async () =>
            {
                while (appended < 1000)
                    appended = await store.AppendAsync("a", Event(new string('x', 1000)), Ct);
            });
            Assert.StartsWith("The disk is full", stopped.Message, StringComparison.Ordinal);
            Assert.Contains("resume", stopped.Remedy, StringComparison.Ordinal);
            Assert.Equal(appended, (await TextsAsync(store, "a")).Count);
        }

        await using var later = await OpenAsync();
        Assert.Equal(appended + 1, await later.AppendAsync("a", Event("there is space again"), Ct));
    }

    [Fact]
    public async Task A_disk_that_becomes_read_only_stops_the_study_with_a_remedy()
    {
        await using var store = With("PRAGMA query_only = 1");
        var stopped = await Assert.ThrowsAsync<StudyStoppedException>(() => store.AppendAsync("a", Event("x"), Ct));
        Assert.Contains("writable", stopped.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_another_process_holds_says_so()
    {
        await using var store = With("PRAGMA busy_timeout = 0");
        await using var other = SqliteFile.Open(Database);
        await using var held = other.BeginTransaction(deferred: false);
        var stopped = await Assert.ThrowsAsync<StudyStoppedException>(() => store.AppendAsync("a", Event("x"), Ct));
        Assert.StartsWith("Another process holds", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_cannot_be_opened_or_made_stops_with_a_remedy()
    {
        Directory.CreateDirectory(Database);
        var folder = await Assert.ThrowsAsync<StudyStoppedException>(OpenAsync);
        Assert.Equal($"{Database} cannot be opened.", folder.Message);
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Ct);
        await Assert.ThrowsAsync<StudyStoppedException>(() => SqliteTrialStore.OpenAsync(Path.Combine(file, "autotune.db"), Clock, Ct));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        var text = new string('x', 5000);
        await File.WriteAllTextAsync(Database, text, Ct);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(OpenAsync);
        Assert.Equal($"{Database} is no AutoTune store: the file is not a database.", refused.Message);
        Assert.Equal(text, await File.ReadAllTextAsync(Database, Ct));
    }

    [Fact]
    public async Task Another_programs_database_is_refused_and_left_as_it_is()
    {
        await CreateAsync("CREATE TABLE events (x)");
        var before = await File.ReadAllBytesAsync(Database, Ct);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(OpenAsync);
        Assert.Equal($"{Database} is no AutoTune store: it is another program's database.", refused.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(Database, Ct));
    }

    [Fact]
    public async Task A_later_schema_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        await CreateAsync("PRAGMA user_version = 99");
        var refused = await Assert.ThrowsAsync<InvalidInputException>(OpenAsync);
        Assert.Contains($"{Database} was written by a later version of AutoTune (schema 99", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidInputException>(() => SqliteTrialStore.OpenReadOnlyAsync(Database, Clock, Ct));
    }

    [Fact]
    public async Task An_earlier_schema_and_a_missing_file_are_refused_for_reading_only()
    {
        var missing = await Assert.ThrowsAsync<InvalidInputException>(() => SqliteTrialStore.OpenReadOnlyAsync(Database, Clock, Ct));
        Assert.Equal($"There is no store at {Database}.", missing.Message);
        await CreateAsync("PRAGMA user_version = 0");
        var older = await Assert.ThrowsAsync<InvalidInputException>(() => SqliteTrialStore.OpenReadOnlyAsync(Database, Clock, Ct));
        Assert.Contains("its first study is only just beginning", older.Message, StringComparison.Ordinal);
        await (await OpenAsync()).DisposeAsync();
        await (await SqliteTrialStore.OpenReadOnlyAsync(Database, Clock, Ct)).DisposeAsync();
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_named()
    {
        await (await OpenAsync()).DisposeAsync();
        await CreateAsync("INSERT INTO events VALUES ('a', 1, '{}')");
        await using var store = await OpenAsync();
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => TextsAsync(store, "a"));
        Assert.StartsWith($"{Database}: event 1 of study a cannot be read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_store_refuses_and_may_be_closed_twice()
    {
        var store = await OpenAsync();
        await store.DisposeAsync();
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.ListStudiesAsync(Ct));
    }

    private SqliteTrialStore With(string setting)
    {
        var connection = SqliteFile.Open(Database);
        connection.Execute(setting);
        return new(connection, Database, Clock);
    }

    private async Task CreateAsync(string sql)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        await using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        await connection.ExecuteAsync(sql);
    }
}
