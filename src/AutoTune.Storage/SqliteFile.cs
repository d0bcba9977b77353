using AutoTune.Trials;
using AutoTune.Yaml;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AutoTune.Storage;

/// <summary>Opens and closes the database file.</summary>
internal static class SqliteFile
{
    /// <summary>How long a writer waits for another one, ms; one commit takes a few.</summary>
    private const int BusyTimeoutMs = 10_000;

    public static SqliteConnection Open(string path)
    {
        MakeFolder(path);
        return Opened(path, SqliteOpenMode.ReadWriteCreate, connection =>
        {
            SqliteSchema.Check(connection, path);
            connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            SqliteSchema.Upgrade(connection, path);
        });
    }

    public static SqliteConnection OpenReadOnly(string path)
    {
        if (!File.Exists(path))
            throw new InvalidInputException($"There is no store at {path}.");
        try
        {
            return Opened(path, SqliteOpenMode.ReadOnly, connection => RefuseOlderSchema(connection, path));
        }
        catch (StudyStoppedException refused) when (File.Exists(path + "-wal") && refused.InnerException is SqliteException { SqliteErrorCode: raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY })
        {
            throw new StudyStoppedException($"{path} was not closed, and its folder is read-only.", $"Copy it together with {path}-wal to a folder that can be written to.", refused);
        }
    }

    /// <summary>Leaves one plain file where this was the last user: it can be copied alone and read from a read-only folder.</summary>
    public static void Close(SqliteConnection connection)
    {
        // Straight to SQLite: while others use the file both fail at once, as they should, and without the retries of a command.
        if (connection.Handle is { } handle && raw.sqlite3_db_readonly(handle, "main") == 0)
        {
            _ = raw.sqlite3_busy_timeout(handle, 0);
            _ = raw.sqlite3_exec(handle, "PRAGMA wal_checkpoint(TRUNCATE)");
            _ = raw.sqlite3_exec(handle, "PRAGMA journal_mode = DELETE");
        }

        connection.Dispose();
    }

    private static void RefuseOlderSchema(SqliteConnection connection, string path)
    {
        var version = SqliteSchema.Check(connection, path);
        if (version == 0)
            throw new InvalidInputException($"{path} is empty: its first study is only just beginning, or never began.");
        if (version < SqliteSchema.Latest)
            throw new InvalidInputException($"{path} was written by an earlier version of AutoTune (schema {version}; this one reads {SqliteSchema.Latest}): resume a study in it once, which brings it up to date.");
    }

    private static SqliteConnection Opened(string path, SqliteOpenMode mode, Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {BusyTimeoutMs}");
            prepare(connection);
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw SqliteErrors.Translate(error, path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StudyStoppedException($"The folder of {path} cannot be made: {refused.Message}", "Name another results folder.", refused);
        }
    }
}
