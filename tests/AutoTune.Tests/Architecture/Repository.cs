using System.Xml.Linq;

namespace AutoTune.Tests.Architecture;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] Built = ["bin", "obj", "node_modules", ".artifacts"];

    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <returns>Below <paramref name="folder"/>, relative to the root; nothing that a build or a package manager made.</returns>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Intersect(Built).Any());

    /// <returns>What a project file includes as <paramref name="item"/>.</returns>
    public static IEnumerable<string> Includes(string project, string item) =>
        XDocument.Load(Path.Combine(Root, project)).Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();

    private static string FindRoot(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AutoTune.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"There is no AutoTune.sln above {AppContext.BaseDirectory}.");
    }
}
