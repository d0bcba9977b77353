using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>One process works on a study at a time; the system frees the lock when its holder dies.</summary>
internal sealed class StudyLock : IDisposable
{
    private readonly FileStream _held;

    private StudyLock(FileStream held) => _held = held;

    /// <exception cref="InvalidInputException">Another process works on the study.</exception>
    public static StudyLock Take(StudyFolder folder) => TryTake(folder)
        ?? throw new InvalidInputException($"another AutoTune works on the study '{folder.Study}' in {folder.Results}");

    public static bool IsHeld(StudyFolder folder)
    {
        if (!File.Exists(PathOf(folder)))
            return false;
        using var free = TryTake(folder);
        return free is null;
    }

    public void Dispose() => _held.Dispose();

    private static StudyLock? TryTake(StudyFolder folder)
    {
        try
        {
            return new(new FileStream(PathOf(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(PathOf(folder)))
        {
            return null;
        }
    }

    private static string PathOf(StudyFolder folder) => Path.Combine(folder.Root, ".lock");
}
