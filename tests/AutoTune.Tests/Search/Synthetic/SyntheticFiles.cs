namespace AutoTune.Tests.Search.Synthetic;

/// <summary>Where the synthetic spaces lie.</summary>
internal static class SyntheticFiles
{
    public static IReadOnlyList<string> All() => [.. Directory.GetFiles(SharedData.Folder("search", "synthetic"), "*.json").Order(StringComparer.Ordinal)];
}
