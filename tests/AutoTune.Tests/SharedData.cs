namespace AutoTune.Tests;

/// <summary>Recorded tables and traces that are no part of the repository: in AUTOTUNE_SHARED, else in <c>shared</c> beside it. The tests on them are built only where they are.</summary>
internal static class SharedData
{
    public static string Folder(params string[] names) => Candidates().Select(shared => Path.Combine([shared, "data", .. names])).First(Directory.Exists);

    /// <summary>Flag lists of engines.</summary>
    public static string Facts => Candidates().Select(shared => Path.Combine(shared, "facts")).First(Directory.Exists);

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("AUTOTUNE_SHARED") is { Length: > 0 } named)
            yield return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "AutoTune.sln")) && folder.Parent is { } beside)
                yield return Path.Combine(beside.FullName, "shared");
    }
}
