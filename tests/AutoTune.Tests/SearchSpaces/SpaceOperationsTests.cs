using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.SearchSpaces;

public sealed class SpaceOperationsTests
{
    private const string Seed = "0000000000001";

    private static readonly SpaceBranch Branch = Spaces.Read(Spaces.Example);

    [Fact]
    public void Configuring_twice_changes_nothing() =>
        Spaces.Any(Branch).Sample(config => Assert.Equal(config.Key, Branch.Configure(config.Values).Key), iter: 2000, seed: Seed, threads: 1);

    [Fact]
    public void Units_lead_back_to_the_value_and_stay_between_0_and_1() =>
        Spaces.Any(Branch).Sample(
            config =>
            {
                foreach (var parameter in Branch.Active(config))
                {
                    var unit = UnitScale.ToUnit(parameter, config[parameter.Name]);
                    Assert.InRange(unit, 0, 1);
                    Assert.Equal(config[parameter.Name], UnitScale.FromUnit(parameter, unit));
                    Assert.All(UnitScale.Neighbours(parameter, config[parameter.Name]), other => Assert.True(parameter.Contains(other) && other != config[parameter.Name]));
                }
            },
            iter: 2000, seed: Seed, threads: 1);

    [Fact]
    public void What_is_mended_is_admitted_and_what_was_right_stays()
    {
        var admission = new RuleAdmission(new([Branch]));
        Spaces.Any(Branch).Sample(
            config =>
            {
                var mended = RuleRepair.Mend(Branch, config);
                Assert.NotNull(mended);
                Assert.Null(admission.Admit(mended).Refusal);
                if (Branch.BrokenRule(config) is null)
                    Assert.Equal(config, mended);
            },
            iter: 300, seed: Seed, threads: 1);
    }

    [Fact]
    public void Mending_changes_as_little_as_it_can_and_keeps_what_it_must()
    {
        var broken = Branch.Configure(new Dictionary<string, ParameterValue> { ["batch"] = ParameterValue.Of(500L), ["ubatch"] = ParameterValue.Of(512L) });
        Assert.Equal(ParameterValue.Of(512L), RuleRepair.Mend(Branch, broken, new HashSet<string> { "ubatch" })!["batch"]);
        Assert.Equal(ParameterValue.Of(500L), RuleRepair.Mend(Branch, broken, new HashSet<string> { "batch" })!["ubatch"]);
        Assert.Null(RuleRepair.Mend(Branch, broken, new HashSet<string> { "batch", "ubatch" }));
    }

    [Fact]
    public void A_rule_that_one_change_cannot_mend_is_mended_by_two()
    {
        var branch = Spaces.Read("parameters: {a: {type: integer, range: [0, 9], default: 9}, b: {type: integer, range: [0, 9], default: 9}}\nconstraints: [a + b >= 18 or a + b <= 8]");
        var mended = RuleRepair.Mend(branch, branch.Configure(new Dictionary<string, ParameterValue> { ["a"] = ParameterValue.Of(0L), ["b"] = ParameterValue.Of(9L) }));
        Assert.Equal("example a=0 b=8", mended!.Key);
    }

    [Fact]
    public void A_condition_on_an_inactive_parameter_does_not_hold() =>
        Assert.False(Branch.Configure(new Dictionary<string, ParameterValue> { ["draft_min"] = ParameterValue.Of(2L) }).Values.ContainsKey("draft_min"));

    [Fact]
    public void The_admission_refuses_what_is_outside_the_space()
    {
        var admission = new RuleAdmission(new([Branch]));
        Assert.Contains("no engine 'other'", admission.Admit(new("other", [])).Refusal);
        Assert.Contains("outside", admission.Admit(new("example", [KeyValuePair.Create("slots", ParameterValue.Of(99L))])).Refusal);
        Assert.Contains("ubatch <= batch", admission.Admit(Branch.Configure(new Dictionary<string, ParameterValue> { ["batch"] = ParameterValue.Of(32L) })).Refusal);
    }

    [Fact]
    public void A_fixed_parameter_stays_with_one_value_in_every_configuration()
    {
        var narrowed = Narrow(new() { Fix = Values(("slots", ParameterValue.Of(8L)), ("unified", ParameterValue.Of(false)), ("speculation", ParameterValue.Of("draft"))) });
        Assert.Equal(1, narrowed.Find("slots")!.Cardinality);
        Assert.Null(narrowed.Find("ngram_size"));
        Spaces.Any(narrowed).Sample(
            config =>
            {
                Assert.Equal("8 false draft", $"{config["slots"]} {config["unified"]} {config["speculation"]}");
                Assert.Equal(config, Branch.Configure(config.Values));
            },
            iter: 200, seed: Seed, threads: 1);
        Assert.All(narrowed.Seeds, seed => Assert.Null(narrowed.BrokenRule(narrowed.Configure(seed.Set))));
        Assert.Equal("vendor default", narrowed.Seeds[0].Name);
    }

    [Fact]
    public void Limits_and_precisions_narrow_ranges_and_move_the_default_into_them()
    {
        var narrowed = Narrow(new()
        {
            Limit = new Dictionary<string, IReadOnlyList<ParameterValue>> { ["batch"] = [ParameterValue.Of(64L), ParameterValue.Of(256L)] },
            Precision = new Dictionary<string, IReadOnlyList<string>> { ["kv"] = ["Q8_0", "auto"] },
        });
        Assert.Equal("a whole number from 64 to 256", narrowed.Find("batch")!.Domain);
        Assert.Equal("one of q8_0, f16", narrowed.Find("kv")!.Domain);
        Assert.Equal(ParameterValue.Of("q8_0"), narrowed.Find("kv")!.Default);
        Assert.Null(narrowed.BrokenRule(narrowed.VendorDefault()));
    }

    [Fact]
    public void Precisions_that_a_study_does_not_list_are_not_searched() =>
        Assert.Equal("one of f16", Narrow(new() { Precision = new Dictionary<string, IReadOnlyList<string>> { ["kv"] = [] } }).Find("kv")!.Domain);

    [Theory]
    [InlineData("Q8_0", "one of Q8_0")]
    [InlineData("Q5_K_M", "one of Q5_K_M")]
    [InlineData(null, "one of F16")]
    public void The_models_own_precision_is_kept_even_where_the_space_does_not_know_it(string? own, string domain)
    {
        var branch = Spaces.Read("parameters:\n  weights: {type: ordinal, values: [Q4_0, Q8_0, F16], default: F16, variant: weights, role: weights}\n");
        var limits = new SpaceLimits { Precision = new Dictionary<string, IReadOnlyList<string>> { ["weights"] = [] }, OwnWeights = own };
        var diagnostics = new Diagnostics();
        Assert.Equal(domain, SpaceNarrowing.Narrow(new([branch]), limits, diagnostics).Branches[0].Find("weights")!.Domain);
        Assert.Empty(diagnostics.Items);
    }

    [Theory]
    [InlineData("slot", 8L, "there is no parameter 'slot'; did you mean 'slots'?")]
    [InlineData("slots", 100L, "'slots' cannot be 100; allowed: a whole number from 1 to 64")]
    public void A_wrong_fix_is_an_error(string name, long value, string message) =>
        Assert.Contains(message, Assert.Single(Errors(new() { Fix = Values((name, ParameterValue.Of(value))) })));

    [Fact]
    public void A_fixed_parameter_that_is_never_active_names_its_condition() =>
        Assert.Equal(
            "'ngram_size' is fixed but never active: it needs speculation = ngram",
            Assert.Single(Errors(new() { Fix = Values(("ngram_size", ParameterValue.Of(8L)), ("speculation", ParameterValue.Of("off"))) })));

    [Fact]
    public void Limits_that_no_configuration_can_obey_name_the_rule() =>
        Assert.Contains("'ubatch <= batch'", Assert.Single(Errors(new() { Fix = Values(("batch", ParameterValue.Of(32L)), ("ubatch", ParameterValue.Of(64L))) })));

    private static Dictionary<string, ParameterValue> Values(params (string Name, ParameterValue Value)[] values) => values.ToDictionary(one => one.Name, one => one.Value);

    private static SpaceBranch Narrow(SpaceLimits limits)
    {
        var diagnostics = new Diagnostics();
        var space = SpaceNarrowing.Narrow(new([Branch]), limits, diagnostics);
        Assert.Empty(diagnostics.Items);
        return space.Branches[0];
    }

    private static List<string> Errors(SpaceLimits limits)
    {
        var diagnostics = new Diagnostics();
        SpaceNarrowing.Narrow(new([Branch]), limits, diagnostics);
        return [.. diagnostics.Items.Select(item => item.Message)];
    }
}
