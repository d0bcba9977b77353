using AutoTune.Yaml;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.Yaml;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("", "f.yaml:1:1: the file is empty")]
    [InlineData("# a comment\n", "f.yaml:1:1: the file is empty")]
    [InlineData("---\n", "f.yaml:1:1: the file is empty")]
    [InlineData("a: 1\n---\nb: 2\n", "f.yaml:2:1: the file has several documents; one is allowed")]
    [InlineData("a: &x 1\nb: 2\n", "f.yaml:1:4: anchors (&name) are not allowed; write the value out")]
    [InlineData("a: 1\nb: *x\n", "f.yaml:2:4: aliases (*name) are not allowed; write the value out")]
    [InlineData("<<: {a: 1}\n", "f.yaml:1:1: merge keys (<<) are not allowed; write the keys out")]
    [InlineData("a: !!int 1\n", "f.yaml:1:4: tags (tag:yaml.org,2002:int) are not allowed")]
    [InlineData("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: the key 'a' is there twice; the first is in line 1")]
    [InlineData("? [a]\n: 1\n", "f.yaml:1:3: a key must be text, not a list")]
    public void What_the_strict_part_of_YAML_lacks_is_one_clear_error(string text, string message)
    {
        var diagnostics = new Diagnostics();
        YamlReader.Read(text, "f.yaml", diagnostics);
        Assert.Equal(message, Assert.Single(diagnostics.Items).ToString());
    }

    [Fact]
    public void Values_carry_their_places_and_quotes()
    {
        var root = Read("slots: 4\nmode: 'on'\nlist:\n  - {a: b}\n");
        Assert.Equal(new SourcePosition("f.yaml", 1, 8), root.Find("slots")!.Value.Position);
        var mode = Assert.IsType<YamlValue.Scalar>(root.Find("mode")!.Value);
        Assert.True(mode.IsQuoted);
        Assert.Equal(new SourcePosition("f.yaml", 2, 8), mode.TextPosition);
        var item = Assert.IsType<YamlValue.Mapping>(Assert.IsType<YamlValue.Sequence>(root.Find("list")!.Value).Items[0]);
        Assert.Equal(new SourcePosition("f.yaml", 4, 6), item.Entries[0].KeyPosition);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(65)]
    public void Deep_nesting_is_refused_before_it_exhausts_the_stack(int depth)
    {
        var diagnostics = new Diagnostics();
        Assert.Null(YamlReader.Read(new string('[', depth), "f.yaml", diagnostics));
        Assert.Contains("deeper than 64", Assert.Single(diagnostics.Items).Message);
    }

    [Fact]
    public void A_file_above_the_cap_is_refused()
    {
        var diagnostics = new Diagnostics();
        Assert.Null(YamlReader.Read(new string('a', YamlReader.MaxCharacters + 1), "f.yaml", diagnostics));
        Assert.Contains("larger than", Assert.Single(diagnostics.Items).Message);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_errors()
    {
        var diagnostics = new Diagnostics();
        Assert.Null(YamlReader.ReadFile("/nowhere/study.yaml", diagnostics));
        Assert.Null(YamlReader.ReadFile(Path.GetTempPath(), diagnostics));
        Assert.Equal(2, diagnostics.Items.Count);
        Assert.Contains("there is no such file", diagnostics.Items[0].Message);
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_errors_lie_inside_it()
    {
        Gen.Char["ab:-{}[]\"'#&*!|>%@` \n\t?,1"].Array[0, 60].Select(characters => new string(characters)).Sample(
            text =>
            {
                var diagnostics = new Diagnostics();
                var value = YamlReader.Read(text, "f.yaml", diagnostics);
                Assert.Equal(value is null, diagnostics.HasErrors && value is null);
                Assert.All(diagnostics.Items, item => Assert.InRange(item.Position!.Value.Line, 1, text.Count(c => c == '\n') + 1));
            },
            iter: 20_000, seed: "0000000000001", threads: 1);
    }

    internal static YamlValue.Mapping Read(string text)
    {
        var diagnostics = new Diagnostics();
        var value = YamlReader.Read(text, "f.yaml", diagnostics);
        Assert.Empty(diagnostics.Items);
        return Assert.IsType<YamlValue.Mapping>(value);
    }
}
