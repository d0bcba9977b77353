using System.Diagnostics;
using AutoTune.Storage;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.IntegrationTests.Storage;

public sealed class StoreCrashTests : IDisposable
{
    private const int Kills = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("autotune-crash-").FullName;

    private string Database => Path.Combine(_folder, "autotune.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Ten_kills_at_any_moment_lose_nothing_that_was_acknowledged_and_repeat_nothing()
    {
        var acknowledged = new List<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            acknowledged.AddRange(await RunAndKillAsync(afterLines: 1 + kill * 7, andMilliseconds: kill * 3));
            var stored = await StoredAsync();
            Assert.Equal(stored.Distinct(), stored);
            Assert.Empty(acknowledged.Except(stored));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} kills, {acknowledged.Count} acknowledged events, all there");
        Assert.Equal(acknowledged.Distinct(), acknowledged);
    }

    /// <returns>What the writer was told is safe.</returns>
    private async Task<IReadOnlyList<string>> RunAndKillAsync(int afterLines, int andMilliseconds)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "AutoTune.StoreWriter")) { RedirectStandardOutput = true, UseShellExecute = false, ArgumentList = { Database } };
        using var writer = Process.Start(start)!;
        var lines = new List<string>();
        while (lines.Count < afterLines && await writer.StandardOutput.ReadLineAsync() is { } line)
            lines.Add(line);
        await Task.Delay(andMilliseconds);
        Assert.False(writer.HasExited, "the writer ended by itself");
        writer.Kill();
        await writer.WaitForExitAsync();
        var rest = await writer.StandardOutput.ReadToEndAsync();

        // A line without its end was cut by the kill.
        lines.AddRange(rest.Split('\n')[..^1]);
        return lines;
    }

    /// <summary>Reads as a second process does after a crash; positions must have no gaps.</summary>
    private async Task<IReadOnlyList<string>> StoredAsync()
    {
        await using var store = await SqliteTrialStore.OpenReadOnlyAsync(Database, TimeProvider.System);
        var stored = await store.ReadAsync("crash", 0, CancellationToken.None).ToListAsync();
        Assert.Equal(Enumerable.Range(1, stored.Count).Select(position => (long)position), stored.Select(one => one.Position));
        return [.. stored.Select(one => Line(one.Event))];
    }

    private static string Line(StudyEvent happened) => happened switch
    {
        StudyEvent.TrialAsked asked => $"asked {asked.Trial}",
        StudyEvent.LaunchEnded ended => $"ended {ended.Trial}",
        _ => throw new UnreachableException(),
    };
}
