using System.Text.RegularExpressions;
using Xunit;

namespace AutoTune.Tests.Architecture;

public sealed partial class SolutionTests
{
    private const int LongestFile = 300;

    private static readonly string[] TopLevel =
    [
        "AutoTune.sln", "README.md", "LICENSE", "src", "search-spaces", "tests", "results",
        "BannedSymbols.txt", "Directory.Build.props", "Directory.Packages.props", "global.json",
        "TestResults",    // where `dotnet test` was used; git ignores it
    ];

    private static readonly string[] MeaninglessNames = ["Utils", "Utilities", "Helpers", "Common", "Models", "Services", "Managers"];

    /// <summary>A second one makes a plain <c>dotnet build</c> ask which is meant.</summary>
    [Fact]
    public void There_is_one_solution_file() =>
        Assert.Equal(["AutoTune.sln"], Repository.Files(".", "*.sln*").Where(path => Path.GetExtension(path) is ".sln" or ".slnx"));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "AutoTune.sln")).Replace('\\', '/');

        Assert.All(Projects(), project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void The_top_level_holds_only_what_belongs_there() =>
        Assert.Empty(Directory.GetFileSystemEntries(Repository.Root).Select(Path.GetFileName).Where(name => !name!.StartsWith('.')).Except(TopLevel));

    [Fact]
    public void No_folder_or_namespace_has_a_name_that_says_nothing()
    {
        var folders = Sources().SelectMany(path => path.Split(Path.DirectorySeparatorChar).SkipLast(1));
        var namespaces = Sources().SelectMany(path => Namespace().Matches(Text(path))).SelectMany(match => match.Groups[1].Value.Split('.'));

        Assert.Empty(folders.Concat(namespaces).Intersect(MeaninglessNames, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void No_file_of_the_product_is_longer_than_a_person_reads_at_once() =>
        Assert.DoesNotContain(Repository.Files("src", "*.cs"), path => File.ReadLines(Path.Combine(Repository.Root, path)).Count() > LongestFile);

    [Fact]
    public void Nothing_reads_the_clock_but_through_a_time_provider() => Assert.DoesNotContain(Sources(), path => Clock().IsMatch(Text(path)));

    private static IEnumerable<string> Projects() => ProjectFiles("src").Concat(ProjectFiles("tests"));

    private static IEnumerable<string> ProjectFiles(string folder) => Repository.Files(folder, "*.csproj").Select(path => path.Replace(Path.DirectorySeparatorChar, '/'));

    private static IEnumerable<string> Sources() => Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs"));

    private static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bDateTime(Offset)?\s*\.\s*(Utc)?Now\b")]
    private static partial Regex Clock();
}
