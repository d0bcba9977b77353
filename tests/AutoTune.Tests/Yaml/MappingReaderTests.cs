using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Yaml;

public sealed class MappingReaderTests
{
    private readonly Diagnostics _diagnostics = new();

    [Fact]
    public void Every_kind_is_read()
    {
        var map = Open("name: chat\ncount: 3\nshare: 90%\nratio: 0.25\non: true\nwindow: 1m30s\nlist: [a, b]\ninner: {x: 1}\nempty:\n");
        Assert.Equal("chat", map.RequiredText("name"));
        Assert.Equal(3, map.OptionalInteger("count", 1, 9));
        Assert.Equal(0.9, map.OptionalShare("share"));
        Assert.Equal(0.25, map.OptionalReal("ratio"));
        Assert.True(map.OptionalBoolean("on"));
        Assert.Equal(TimeSpan.FromSeconds(90), map.OptionalDuration("window"));
        Assert.Equal(["a", "b"], map.OptionalTexts("list")!);
        Assert.Equal(1, map.RequiredMapping("inner").RequiredInteger("x"));
        Assert.Null(map.OptionalText("empty"));
        Assert.Null(map.OptionalText("absent"));
        map.Finish();
        Assert.Empty(_diagnostics.Items);
    }

    [Fact]
    public void An_unknown_key_names_the_nearest_and_all_allowed_ones()
    {
        var map = Open("slot: 4\nbatch: 1\n");
        map.OptionalInteger("slots");
        map.OptionalInteger("batch");
        map.Finish();
        Assert.Equal("f.yaml:1:1: unknown key 'slot' in study; did you mean 'slots'? allowed: slots, batch", Assert.Single(_diagnostics.Items).ToString());
    }

    [Theory]
    [InlineData("workloud: 1\n", "f.yaml:1:1: unknown key 'workloud' in study; did you mean 'workload'? allowed: workload, budget", "f.yaml:1:1: study needs the key 'budget'")]
    [InlineData("budget: 1\nload: 2\n", "f.yaml:2:1: unknown key 'load' in study; allowed: workload, budget", "f.yaml:1:1: study needs the key 'workload'")]
    [InlineData("budget: 1\n", "f.yaml:1:1: study needs the key 'workload'")]
    public void A_misspelt_required_key_is_one_error(string yaml, params string[] errors)
    {
        var map = Open(yaml);
        map.Required("workload");
        map.Required("budget");
        map.Finish();
        Assert.Equal(errors.Order(StringComparer.Ordinal), _diagnostics.Items.Select(item => item.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("x: many", "f.yaml:1:4: 'x' must be a whole number, not 'many'")]
    [InlineData("x: 1.5", "f.yaml:1:4: 'x' must be a whole number, not '1.5'")]
    [InlineData("x: [1]", "f.yaml:1:4: 'x' must be a whole number, not a list")]
    [InlineData("x: 12", "f.yaml:1:4: 'x' is 12; allowed: 1 to 9")]
    [InlineData("y: 1", "f.yaml:1:1: study needs the key 'x'")]
    public void A_wrong_whole_number_is_said_at_its_place(string text, string message)
    {
        Assert.InRange(Open(text).RequiredInteger("x", 1, 9), 1, 9);
        Assert.Equal(message, Assert.Single(_diagnostics.Items).ToString());
    }

    [Theory]
    [InlineData("x: 60", "'x' must be a time with its unit, such as 500ms, 60s, 30m or 8h, not '60'")]
    [InlineData("x: 0s", "'x' must be above zero")]
    [InlineData("x: -5s", "'x' must be a time with its unit, such as 500ms, 60s, 30m or 8h, not '-5s'")]
    public void A_wrong_duration_is_refused(string text, string message)
    {
        Assert.Null(Open(text).OptionalDuration("x"));
        Assert.Equal(message, Assert.Single(_diagnostics.Items).Message);
    }

    [Fact]
    public void A_share_above_one_asks_for_the_percent_sign()
    {
        Assert.Null(Open("x: 90").OptionalShare("x"));
        Assert.Contains("0% to 100%", Assert.Single(_diagnostics.Items).Message);
    }

    [Fact]
    public void What_is_no_mapping_is_one_error_and_no_further_ones()
    {
        var map = MappingReader.Open(new YamlValue.Scalar("4", IsQuoted: false, new("f.yaml", 2, 3)), _diagnostics, "'slo'");
        map.RequiredText("a");
        map.RequiredMapping("b").RequiredInteger("c");
        map.Finish();
        Assert.Equal("f.yaml:2:3: 'slo' must be a mapping (key: value), not '4'", Assert.Single(_diagnostics.Items).ToString());
    }

    [Theory]
    [InlineData("slot", "slots")]
    [InlineData("bacth", "batch")]
    [InlineData("SLOTS", "slots")]
    [InlineData("temperature", null)]
    [InlineData("xy", null)]
    public void The_nearest_name_is_found_where_one_is_near(string name, string? nearest) =>
        Assert.Equal(nearest, NearestName.Of(name, ["batch", "slots", "ubatch"]));

    [Fact]
    public void A_reader_that_asks_for_a_key_outside_its_table_is_a_mistake_of_ours()
    {
        var map = MappingReader.Open(YamlReaderTests.Read("a: 1"), _diagnostics, "study", new YamlKeys(new YamlKey("a", new YamlShape.Text(), "")));
        Assert.Throws<InvalidOperationException>(() => map.OptionalText("b"));
    }

    private MappingReader Open(string text) => MappingReader.Open(YamlReaderTests.Read(text), _diagnostics, "study");
}
