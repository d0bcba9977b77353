using Xunit;

namespace AutoTune.Tests.Architecture;

/// <summary>A project exists because of a dependency that it keeps to itself, or a process that it ships.</summary>
public sealed class ProjectTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["AutoTune.Core"] = [],
        ["AutoTune.Guard"] = [],
        ["AutoTune.Storage"] = ["AutoTune.Core"],
        ["AutoTune.Reports"] = ["AutoTune.Core"],
        ["AutoTune.MockEngine"] = ["AutoTune.Core"],
        ["AutoTune.Docker"] = ["AutoTune.Core"],
        ["AutoTune.Cli"] = ["AutoTune.Core", "AutoTune.Docker", "AutoTune.Guard", "AutoTune.Storage", "AutoTune.Reports"],
    };

    public static TheoryData<string> Projects => [.. Repository.Files("src", "*.csproj")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_table_allows(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var allowed = MayReference.GetValueOrDefault(name);

        Assert.True(allowed is not null, $"{name} is not in the table of projects.");
        foreach (var reference in Repository.Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)))
            Assert.True(allowed.Contains(reference), $"{name} references {reference}; it may reference {(allowed.Length == 0 ? "no project" : string.Join(", ", allowed))}.");
    }

    [Theory]
    [InlineData("AutoTune.Core", "CsvHelper MathNet.Numerics YamlDotNet")]
    [InlineData("AutoTune.Guard", "")]
    public void The_lowest_projects_bring_no_other_packages(string name, string packages) =>
        Assert.Equal(packages, string.Join(' ', Repository.Includes($"src/{name}/{name}.csproj", "PackageReference").Order(StringComparer.Ordinal)));
}
