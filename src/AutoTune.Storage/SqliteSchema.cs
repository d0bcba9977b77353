using System.Reflection;
using AutoTune.Yaml;
using Dapper;
using DbUp;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace AutoTune.Storage;

/// <summary>The database's schema: embedded, numbered migrations; <c>user_version</c> is the number of the last one.</summary>
internal static class SqliteSchema
{
    private const long ApplicationId = 1096045902;

    public static long Latest { get; } = Assembly.GetExecutingAssembly().GetManifestResourceNames().LongCount(IsMigration);

    /// <returns>The file's schema; 0 for an empty file.</returns>
    /// <exception cref="InvalidInputException">Another program's database, or a later AutoTune's.</exception>
    public static long Check(SqliteConnection connection, string path)
    {
        var isEmpty = connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty && connection.ExecuteScalar<long>("PRAGMA application_id") != ApplicationId)
            throw new InvalidInputException($"{path} is no AutoTune store: it is another program's database.");
        var version = connection.ExecuteScalar<long>("PRAGMA user_version");
        return version <= Latest
            ? version
            : throw new InvalidInputException($"{path} was written by a later version of AutoTune (schema {version}; this one knows {Latest}): update AutoTune.");
    }

    /// <summary>Brings the file to the latest schema, in one transaction: of several processes that start together one does it.</summary>
    public static void Upgrade(SqliteConnection connection, string path)
    {
        if (Check(connection, path) == Latest)
            return;
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            if (Check(connection, path) < Latest)
                Migrate(connection);
            connection.Execute("COMMIT");
        }
        catch
        {
            connection.Execute("ROLLBACK");
            throw;
        }
    }

    private static void Migrate(SqliteConnection connection)
    {
        using var shared = new SharedConnection(connection);
        var result = DeployChanges.To.SqliteDatabase(shared)
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), IsMigration)
            .WithoutTransaction()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw result.Error;
    }

    private static bool IsMigration(string resource) => resource.Contains(".Migrations.", StringComparison.Ordinal);
}
