namespace AutoTune.Tests.Search.Synthetic;

/// <summary>Where the synthetic spaces lie: AUTOTUNE_SHARED, else <c>shared</c> beside the repository. They are no part of it; the tests on them are built only where they are.</summary>
internal static class SyntheticFiles
{
    public static IReadOnlyList<string> All() => [.. Directory.GetFiles(Candidates().First(Directory.Exists), "*.json").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("AUTOTUNE_SHARED") is { Length: > 0 } named)
            yield return Path.Combine(named, "data", "search", "synthetic");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "AutoTune.sln")) && folder.Parent is { } beside)
                yield return Path.Combine(beside.FullName, "shared", "data", "search", "synthetic");
    }
}
