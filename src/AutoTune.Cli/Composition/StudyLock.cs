using AutoTune.Hardware;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>One process works on a study at a time; the system frees the lock when its holder dies.</summary>
internal static class StudyLock
{
    /// <exception cref="InvalidInputException">Another process works on the study.</exception>
    public static FileLock Take(StudyFolder folder) => FileLock.TryAcquire(PathOf(folder))
        ?? throw new InvalidInputException($"another AutoTune works on the study '{folder.Study}' in {folder.Results}");

    public static bool IsHeld(StudyFolder folder)
    {
        if (!File.Exists(PathOf(folder)))
            return false;
        using var free = FileLock.TryAcquire(PathOf(folder));
        return free is null;
    }

    private static string PathOf(StudyFolder folder) => Path.Combine(folder.Root, ".lock");
}
