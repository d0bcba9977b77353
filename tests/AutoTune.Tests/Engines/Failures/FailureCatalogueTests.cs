using AutoTune.Engines;
using AutoTune.Trials;
using Xunit;

namespace AutoTune.Tests.Engines.Failures;

public sealed class FailureCatalogueTests
{
    private static readonly FailureCatalogue Catalogue = FailureCatalogue.BuiltIn;

    public static TheoryData<string, string> Examples => new(Catalogue.Patterns.Select(pattern => (pattern.Engine, pattern.Example)));

    [Fact]
    public void The_built_in_catalogue_has_a_policy_for_each_of_25_classes()
    {
        Assert.Equal(25, Catalogue.Classes.Count);
        Assert.Equal(Enum.GetValues<FailurePolicy>().Order(), Catalogue.Classes.Values.Select(each => each.Policy).Distinct().Order());
        Assert.Equal(new FailureClass("host_oom", FailurePolicy.Infeasible, Retry.Once, Catalogue["host_oom"].Learned), Catalogue["host_oom"]);
        Assert.Equal(FailurePolicy.Censored, Catalogue[FailureCatalogue.StartTimeout].Policy);
        Assert.All(Catalogue.Classes.Values, each => Assert.EndsWith(".", each.Learned, StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_class_is_named_with_those_that_exist()
    {
        var fault = Assert.Throws<KeyNotFoundException>(() => Catalogue["oom_disk"]);

        Assert.Contains("oom_disk", fault.Message, StringComparison.Ordinal);
        Assert.Contains("oom_kv", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_pattern_matches_its_example_and_gives_its_class(string engine, string example)
    {
        var pattern = Catalogue.Patterns.First(each => each.Engine == engine && each.Example == example);

        Assert.True(pattern.Matches(example));
        if (pattern.Class.Policy == FailurePolicy.Annotate)
            Assert.Equal(pattern.Class, Assert.Single(new FailureClassifier(Catalogue).Annotations(engine, [example])).Class);
        else
            Assert.Equal(pattern.ClassIn(StartPhase.Loading), new FailureClassifier(Catalogue).Classify(engine, [example], null).Class);
    }

    [Fact]
    public void Every_phase_marker_matches_its_example() =>
        Assert.All(Catalogue.Phases, marker => Assert.Matches(marker.Match, marker.Example));

    [Theory]
    [InlineData("policy: maybe", "policy 'maybe' is unknown")]
    [InlineData("policy: infeasible, color: red", "key 'color' is unknown")]
    public void A_fault_in_a_catalogue_names_file_and_line(string entry, string message)
    {
        var text = $"classes:\n  a: {{retry: no, learned: x, {entry}}}\nexits: []\nphases: []\npatterns: []\n";

        var fault = Assert.Throws<InvalidDataException>(() => FailureCatalogueReader.Read(new StringReader(text), "mine.yaml"));

        Assert.Contains("mine.yaml(2)", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class: b, match: x", "class 'b' is not among the classes")]
    [InlineData("class: a, match: '('", "match: ")]
    public void A_pattern_needs_a_known_class_and_a_sound_expression(string entry, string message)
    {
        var text = "classes: {a: {policy: infeasible, retry: no, learned: x}}\nexits: []\nphases: []\npatterns:\n"
            + $"  - {{engine: any, source: s, verified: true, example: x, {entry}}}\n";

        var fault = Assert.Throws<InvalidDataException>(() => FailureCatalogueReader.Read(new StringReader(text), "mine.yaml"));

        Assert.Contains("mine.yaml(5)", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }
}
