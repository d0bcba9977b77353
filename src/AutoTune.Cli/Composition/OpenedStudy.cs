using AutoTune.Cli.Json;
using AutoTune.Preflight;
using AutoTune.Storage;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>A study as it stands in its store, for commands that only look.</summary>
internal sealed record OpenedStudy(StudyFolder Folder, CheckedStudy Checked, StudyHistory History)
{
    /// <exception cref="InvalidInputException">There is no such study in the store.</exception>
    public static async Task<OpenedStudy> ReadAsync(StudyFolder folder, CancellationToken ct)
    {
        await using var store = await SqliteTrialStore.OpenReadOnlyAsync(folder.Store, TimeProvider.System, ct);
        var history = await StudyHistory.LoadAsync(store, folder.Study, ct);
        if (history.Opened is null)
            throw new InvalidInputException($"there is no study '{folder.Study}' in {folder.Store}");
        return new(folder, StudyLoader.Reload(folder, new()), history);
    }

    public StatusDocument Status() => StatusDocument.Of(Folder.Study, History, Checked.Plan.Finals, StudyLock.IsHeld(Folder));
}
