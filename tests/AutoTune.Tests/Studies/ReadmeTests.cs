using System.Text.RegularExpressions;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Tests.Architecture;
using AutoTune.Tests.Provisioning;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Studies;

public sealed partial class ReadmeTests
{
    [Fact]
    public void Every_study_in_the_README_is_read_without_an_error()
    {
        var studies = YamlBlocks().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).Select(match => match.Groups[1].Value).ToArray();

        Assert.Equal(4, studies.Length);
        Assert.All(studies.Where(study => study.StartsWith("study:", StringComparison.Ordinal)), study =>
        {
            var diagnostics = new Diagnostics();
            StudyReader.Read(study, "README.md", diagnostics);
            Assert.Empty(diagnostics.Items);
        });
        Assert.NotNull(Space(studies.Single(study => study.StartsWith("parameters:", StringComparison.Ordinal))));
    }

    private static SpaceBranch? Space(string text)
    {
        using var folder = new TemporaryFolder();
        var diagnostics = new Diagnostics();
        var branch = SpaceReader.ReadFile(folder.Write("space.yaml", text), new Dictionary<string, ParameterValue>(), diagnostics);
        Assert.Empty(diagnostics.Items);
        return branch;
    }

    [Fact]
    public void Every_built_in_study_is_read_without_an_error()
    {
        Assert.Contains("quickstart", BuiltInStudies.Names);
        Assert.All(BuiltInStudies.Names, name =>
        {
            var diagnostics = new Diagnostics();
            StudyReader.Read(BuiltInStudies.Find(name)!, name, diagnostics);
            Assert.Empty(diagnostics.Items);
        });
    }

    [Fact]
    public void Every_file_that_the_README_links_to_is_there()
    {
        var links = Links().Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(Repository.Root, link)), $"README.md links to {link}, which is not there"));
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlocks();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Links();
}
