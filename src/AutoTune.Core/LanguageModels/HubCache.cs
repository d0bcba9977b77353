namespace AutoTune.LanguageModels;

/// <summary>What the hub's own tools have kept on this machine.</summary>
/// <remarks><c>HF_HUB_CACHE</c>, else <c>HF_HOME/hub</c>, else <c>~/.cache/huggingface/hub</c>; in it <c>models--ORG--NAME/snapshots/REVISION</c>.</remarks>
public static class HubCache
{
    /// <returns>Path of the model's config.json in its latest snapshot; null where it was never fetched.</returns>
    public static string? ConfigOf(string hubId) => ConfigOf(hubId, Folder());

    internal static string? ConfigOf(string hubId, string folder)
    {
        var snapshots = new DirectoryInfo(Path.Combine(folder, $"models--{hubId.Replace("/", "--", StringComparison.Ordinal)}", "snapshots"));
        return snapshots.Exists
            ? snapshots.EnumerateDirectories().OrderByDescending(snapshot => snapshot.LastWriteTimeUtc).Select(snapshot => Path.Combine(snapshot.FullName, "config.json")).FirstOrDefault(File.Exists)
            : null;
    }

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable("HF_HUB_CACHE") is { Length: > 0 } hub)
            return hub;
        var home = Environment.GetEnvironmentVariable("HF_HOME") is { Length: > 0 } own ? own : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "huggingface");
        return Path.Combine(home, "hub");
    }
}
