using AutoTune.SearchSpaces;
using AutoTune.Tests.Yaml;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.SearchSpaces;

public sealed class SpaceReaderTests
{
    [Fact]
    public void A_space_is_read_whole()
    {
        var branch = Spaces.Read(Spaces.Example);
        Assert.Equal(["slots", "batch", "ubatch", "ratio", "attention", "unified", "kv", "speculation", "draft_tokens", "draft_min", "ngram_size", "reuse"], branch.AllParameters.Select(parameter => parameter.Name));
        Assert.Equal("example attention=on batch=2048 kv=f16 ratio=0.5 reuse=0 slots=4 speculation=off ubatch=512 unified=true", branch.VendorDefault().Key);
        Assert.Equal(["vendor default", "many", "guess"], branch.Seeds.Select(seed => seed.Name));
        Assert.Equal("a guide", branch.Seeds[1].Source);
        Assert.Equal(new HintMove("slots", MoveDirection.Raise), Assert.Single(branch.Hints[0].Moves));
        Assert.Equal("running_requests", branch.Find("slots")!.Role);
        Assert.Equal(new SourcePosition("f.yaml", 2, 3), branch.Find("slots")!.Position);
    }

    [Fact]
    public void A_group_only_groups_and_its_condition_reaches_its_members()
    {
        var branch = Spaces.Read("parameters: {on: {type: boolean, default: false}, memory: {type: group, when: on, parameters: {size: {type: integer, range: [1, 9], default: 1, when: on == true}}}}");
        Assert.Equal("memory", branch.Find("size")!.Group);
        Assert.Equal("(on) and (on == true)", branch.Find("size")!.When!.Text);
        Assert.Equal("example on=false", branch.VendorDefault().Key);
    }

    [Theory]
    [InlineData("model.architecture == 'llama'", "llama", true)]
    [InlineData("model.architecture == 'llama'", "qwen3", false)]
    [InlineData("model.architecture == 'llama'", null, false)]    // nobody knows
    [InlineData("not (model.architecture == 'llama')", null, false)]
    public void A_recipe_is_one_for_whom_it_is_meant(string when, string? architecture, bool isThere)
    {
        var facts = new Dictionary<string, ParameterValue>();
        if (architecture is not null)
            facts["model.architecture"] = ParameterValue.Of(architecture);
        var branch = Spaces.Read($"parameters: {{a: {{type: integer, range: [1, 9], default: 1}}}}\nseeds: [{{name: theirs, when: \"{when}\", set: {{a: 3}}}}]", facts);
        Assert.Equal(isThere, branch.Seeds.Any(seed => seed.Name == "theirs"));
    }

    [Theory]
    [InlineData("model.architektur == 'llama'", "there is no parameter or fact 'model.architektur'")]
    [InlineData("a == 3", "there is no parameter or fact 'a'")]
    [InlineData("gpus > 8\", set: {a: banana}, source: \"x", "there is no parameter or fact 'banana'")]
    [InlineData("gpus + 1", "'when' of a seed must be true or false, but 'gpus + 1' is a number")]
    public void A_recipes_condition_is_over_facts(string when, string message)
    {
        var diagnostics = new Diagnostics();
        var set = when.Contains("set:", StringComparison.Ordinal) ? "" : ", set: {a: 3}";
        var text = $"parameters: {{a: {{type: integer, range: [1, 9], default: 1}}}}\nseeds: [{{name: theirs, when: \"{when}\"{set}}}]";
        SpaceReader.Read("s", MappingReader.Open(YamlReader.Read(text, "f.yaml", diagnostics)!, diagnostics, "the space"), new Dictionary<string, ParameterValue>(), null);
        Assert.Contains(message, Assert.Single(diagnostics.Items).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_and_defaults_may_be_formulas_over_facts()
    {
        var branch = Spaces.Read("parameters: {threads: {type: integer, range: [1, cores], default: 'max(1, cores - 1)'}}", new Dictionary<string, ParameterValue> { ["cores"] = ParameterValue.Of(6L) });
        Assert.Equal("a whole number from 1 to 6", branch.Find("threads")!.Domain);
        Assert.Equal(ParameterValue.Of(5L), branch.Find("threads")!.Default);
    }

    [Theory]
    [InlineData("a: {type: integer, range: [1, 9], default: 3, scael: log}", "1:60: unknown key 'scael' in parameter 'a' (type integer); did you mean 'scale'?")]
    [InlineData("a: {type: integr, range: [1, 9], default: 3}", "1:24: 'type' cannot be 'integr'; did you mean 'integer'?")]
    [InlineData("a: {range: [1, 9], default: 3}", "1:17: parameter 'a' needs the key 'type'")]
    [InlineData("a: 3", "1:17: parameter 'a' must be a mapping (key: value), not '3'")]
    [InlineData("a: {type: integer, range: [1, 9]}", "needs the key 'default'")]
    [InlineData("a: {type: integer, range: [1, 9], default: many}", "there is no parameter or fact 'many'")]
    [InlineData("a: {type: integer, range: [1, 9], default: 100}", "1:57: 'a' cannot be 100; allowed: a whole number from 1 to 9")]
    [InlineData("a: {type: integer, range: [9, 1], default: 3}", "1:40: 'range' is empty: 9 is above 1")]
    [InlineData("a: {type: integer, range: [0, 9], scale: log, default: 3}", "must begin above zero")]
    [InlineData("a: {type: integer, range: [1.5, 9], default: 3}", "needs whole numbers")]
    [InlineData("a: {type: integer, range: [1], default: 3}", "must be two numbers")]
    [InlineData("a: {type: boolean, default: on}", "'a' cannot be on; allowed: true or false")]
    [InlineData("a: {type: categorical, values: [], default: x}", "'values' is empty")]
    [InlineData("a: {type: categorical, values: [x, x], default: x}", "1:49: the value 'x' is there twice")]
    [InlineData("a: {type: categorical, values: [alpha, beta], default: bet}", "'a' cannot be bet; did you mean 'beta'? allowed: one of alpha, beta")]
    [InlineData("a: {type: choice, default: x, options: {y: {}}}", "'a' cannot be x; allowed: one of y")]
    [InlineData("a: {type: choice, default: y, options: {y: {parameters: {a: {type: boolean, default: true}}}}}", "1:71: there are two parameters 'a'; the first is in line 1")]
    [InlineData("gpus: {type: boolean, default: true}", "'gpus' is the name of a fact")]
    [InlineData("A-b: {type: boolean, default: true}", "cannot be a parameter's name")]
    [InlineData("abc: {type: boolean, default: true}, b: {type: boolean, default: true, when: acb}", "1:91: there is no parameter or fact 'acb'; did you mean 'abc'?")]
    [InlineData("a: {type: boolean, default: true, when: b}, b: {type: boolean, default: true}", "there is no parameter or fact 'b'")]
    [InlineData("a: {type: integer, range: [1, 9], default: 3}, b: {type: boolean, default: true, when: a}", "the condition must be true or false, but 'a' is a number")]
    [InlineData("a: {type: integer, range: [1, 9], default: 3}, b: {type: boolean, default: true, when: a > 9}", "the condition 'a > 9' can never hold")]
    [InlineData("a: {type: boolean, default: true, flag: --a}", "'a' is on by default, so it needs 'no_flag'")]
    [InlineData("a: {type: boolean, default: false, flag: a}", "'flag' must begin with a dash, not 'a'")]
    [InlineData("a: {type: boolean, default: false, flag: --a, key: b}", "one is allowed")]
    public void A_wrong_parameter_is_one_error_at_its_place(string parameter, string message) =>
        Assert.Contains(message, Assert.Single(Errors($"parameters: {{{parameter}}}")));

    [Theory]
    [InlineData("constraints: [a > 9]", "2:15: the constraint 'a > 9' can never hold")]
    [InlineData("constraints: [a > ]", "2:18: the expression ends too early in 'a >'")]
    [InlineData("constraints: [a >= 5]", "2:15: the defaults break the constraint 'a >= 5' (a = 3)")]
    [InlineData("seeds: [{name: s, set: {aa: 1}}]", "2:25: there is no parameter 'aa'; did you mean 'a'? allowed: a")]
    [InlineData("seeds: [{name: s, set: {a: 10}}]", "'a' cannot be 10; allowed: a whole number from 1 to 9")]
    [InlineData("seeds: [{name: s, set: {a: 8}}]\nconstraints: [a < 8]", "2:24: seed 's' breaks the constraint 'a < 8'")]
    [InlineData("seeds: [{set: {a: 8}}]", "the seed needs the key 'name'")]
    [InlineData("hints: {queue: {b: raise}}", "2:17: there is no parameter 'b'")]
    [InlineData("hints: {queue: {a: up}}", "2:20: 'a' cannot be 'up'; allowed: raise, lower")]
    [InlineData("sedes: []", "unknown key 'sedes' in the space; did you mean 'seeds'?")]
    public void A_wrong_rule_seed_or_hint_is_one_error_at_its_place(string text, string message) =>
        Assert.Contains(message, Assert.Single(Errors($"parameters: {{a: {{type: integer, range: [1, 9], default: 3}}}}\n{text}")));

    [Fact]
    public void A_seed_of_an_inactive_parameter_names_the_condition() =>
        Assert.Contains("which is not active there (needs speculation = ngram)", Assert.Single(Errors(Spaces.Example.Replace("set: {slots: 16}", "set: {ngram_size: 5}"))));

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once() =>
        Assert.Equal(3, Errors("parameters: {a: {type: integer, range: [1, 9], default: 30}, b: {type: what}}\nconstraints: ['1 +']").Count);

    private static List<string> Errors(string text)
    {
        var diagnostics = new Diagnostics();
        var map = MappingReader.Open(YamlReaderTests.Read(text), diagnostics, "the space", SpaceKeys.File);
        var branch = SpaceReader.Read("example", map, new Dictionary<string, ParameterValue>());
        map.Finish();
        Assert.True(diagnostics.HasErrors, "no error");
        _ = branch;
        return [.. diagnostics.Items.Select(item => item.ToString())];
    }
}
