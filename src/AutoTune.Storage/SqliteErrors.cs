using AutoTune.Trials;
using AutoTune.Yaml;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AutoTune.Storage;

/// <summary>SQLite's result codes as what the user can do about them.</summary>
internal static class SqliteErrors
{
    public static Exception Translate(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => Stopped(error, $"The disk is full: nothing more can be written to {path}.", "Free some space, then resume the study; what was recorded is intact."),
        raw.SQLITE_READONLY => Stopped(error, $"{path} is read-only.", "Make the file and its folder writable, or name another results folder."),
        raw.SQLITE_CANTOPEN => Stopped(error, $"{path} cannot be opened.", "Check that its folder exists, that it can be written to, and that the name is not a folder's."),
        raw.SQLITE_BUSY => Stopped(error, $"Another process holds {path}.", "Wait until it is done, or end it, then resume the study."),
        raw.SQLITE_IOERR => Stopped(error, $"Reading or writing {path} failed: {error.Message}.", "Check the disk, then resume the study."),
        raw.SQLITE_NOTADB => new InvalidInputException($"{path} is no AutoTune store: the file is not a database."),
        raw.SQLITE_CORRUPT => new InvalidInputException($"{path} is damaged: {error.Message}."),
        _ => new InvalidOperationException($"SQLite refused a command on {path}: {error.Message}", error),
    };

    private static StudyStoppedException Stopped(SqliteException error, string message, string remedy) => new(message, remedy, error);
}
