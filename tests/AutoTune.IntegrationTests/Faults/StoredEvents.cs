using System.Diagnostics;
using AutoTune.Storage;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.IntegrationTests.Faults;

/// <summary>What a study that runs in another process has recorded by now.</summary>
internal static class StoredEvents
{
    /// <summary>Long, because only a defect makes a test wait for it: a busy machine takes many times as long as a quiet one.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    /// <returns>None where there is no store yet.</returns>
    public static async Task<IReadOnlyList<StudyEvent>> OfAsync(string store, string study)
    {
        if (!File.Exists(store))
            return [];
        await using var opened = await SqliteTrialStore.OpenReadOnlyAsync(store, TimeProvider.System);
        return [.. (await opened.ReadAsync(study, 0, CancellationToken.None).ToListAsync()).Select(stored => stored.Event)];
    }

    /// <exception cref="TimeoutException">It did not come that far.</exception>
    public static async Task WaitAsync(string store, string study, Func<IReadOnlyList<StudyEvent>, bool> seen)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Bound)
        {
            if (await HasSeenAsync(store, study, seen))
                return;
            await Task.Delay(50);
        }

        throw new TimeoutException("the study did not come that far");
    }

    private static async Task<bool> HasSeenAsync(string store, string study, Func<IReadOnlyList<StudyEvent>, bool> seen)
    {
        try
        {
            return seen(await OfAsync(store, study));
        }
        catch (InvalidInputException)
        {
            // The store is being made.
            return false;
        }
    }
}
