using AutoTune.Engines;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Engines.Failures;

/// <summary>The classifier against logs that are modelled on public issues, none of which is the source of a pattern.</summary>
public sealed class PublicIssueTests(ITestOutputHelper output)
{
    private const string NoFailure = "none";
    private const string Unknown = "unknown";
    private const string Degraded = "degraded";

    private static readonly FailureClassifier Classifier = new(FailureCatalogue.BuiltIn);
    private static readonly IReadOnlyList<Issue> Issues = Read();

    [Theory]
    [InlineData("seen", 0, 0.90, 0.08)]
    [InlineData("unseen", 1, 0.65, 0.06)]
    public void Most_causes_are_found_and_hardly_any_is_mistaken_for_another(string half, int parity, double leastRight, double mostWrong)
    {
        var counted = Issues.Where((issue, index) => index % 2 == parity && !issue.IsUncertain).ToArray();
        var judged = counted.Select(issue => (issue, Said: Judge(issue))).ToArray();
        foreach (var (issue, said) in judged.Where(each => each.Said != each.issue.Class))
            output.WriteLine($"{issue.Class} called {said}: {issue.Source}");
        var right = judged.Count(each => each.Said == each.issue.Class);
        var unknown = judged.Count(each => each.Said == Unknown && each.issue.Class != Unknown);
        output.WriteLine($"{half}: {right} right, {counted.Length - right - unknown} wrong, {unknown} unknown, of {counted.Length}");
        Assert.True(right >= leastRight * counted.Length);
        Assert.True(counted.Length - right - unknown <= mostWrong * counted.Length);
    }

    /// <summary>What the search would learn from it; a warning that an engine survived is no cause.</summary>
    private static string Judge(Issue issue)
    {
        var found = Classifier.FindCause(issue.Engine, issue.Log);
        if (issue.Class == Degraded)
            return found is null && Classifier.Annotations(issue.Engine, issue.Log).Count > 0 ? Degraded : found?.Class.Name ?? Unknown;
        if (issue.Class is NoFailure or FailureCatalogue.CrashUnknown)
            return found?.Class.Name ?? issue.Class;
        return found?.Class.Name ?? Unknown;
    }

    private static List<Issue> Read()
    {
        var file = Path.Combine(Architecture.Repository.Root, "tests", "AutoTune.Tests", "Engines", "Failures", "public-issues.yaml");
        var diagnostics = new Diagnostics();
        var root = (YamlValue.Sequence)YamlReader.Read(File.ReadAllText(file), file, diagnostics)!;
        diagnostics.ThrowIfErrors();
        return [.. root.Items.Select(item => Issue.Of(MappingReader.Open(item, diagnostics, "issue")))];
    }

    private sealed record Issue(string Source, string Engine, string Class, bool IsUncertain, string[] Log)
    {
        public static Issue Of(MappingReader map) => new(
            map.RequiredText("source"), map.RequiredText("engine"), map.RequiredText("class"), map.RequiredText("why").StartsWith("[u]", StringComparison.Ordinal), map.RequiredText("log").Split('\n'));
    }
}
