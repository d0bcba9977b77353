using AutoTune.Randomness;
using AutoTune.Search;
using AutoTune.Search.Operators;
using AutoTune.SearchSpaces;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.Search.Operators;

public sealed class OperatorTests
{
    private static readonly SearchSpace Space = TestSpaces.TwoEngines();

    private static readonly Gen<(ServingConfig Config, CounterRandom Random)> Configs =
        from seed in Gen.ULong
        let random = new CounterRandom(seed, 0, "test")
        select (ConfigSampler.Sample(random.Pick(Space.Branches), random), random);

    private static readonly Gen<(ServingConfig First, ServingConfig Second, CounterRandom Random)> Pairs =
        from seed in Gen.ULong
        let random = new CounterRandom(seed, 0, "test")
        select (ConfigSampler.Sample(random.Pick(Space.Branches), random), ConfigSampler.Sample(random.Pick(Space.Branches), random), random);

    [Fact]
    public void A_sample_is_valid() => Configs.Sample(drawn => IsValid(drawn.Config));

    [Fact]
    public void A_mutation_is_valid_and_changes_something() => Configs.Sample(drawn =>
        Mutation.Apply(Space.Branches, drawn.Config, drawn.Random) is { } mutant && IsValid(mutant) && mutant.Key != drawn.Config.Key);

    [Fact]
    public void A_mutated_gene_has_another_value_of_its_domain() => Configs.Sample(drawn =>
        Space.Branch(drawn.Config.Engine).Active(drawn.Config).All(gene =>
            Mutation.Mutate(gene, drawn.Config[gene.Name], drawn.Random) is var value && gene.Contains(value) && value != drawn.Config[gene.Name]));

    [Fact]
    public void A_mutation_changes_at_most_three_genes_within_an_engine() => Configs.Sample(drawn =>
        Mutation.Apply([Space.Branch(drawn.Config.Engine)], drawn.Config, drawn.Random) is { } mutant
        && mutant.Values.Count(entry => drawn.Config.Values.TryGetValue(entry.Key, out var old) && old != entry.Value) <= 3);

    [Fact]
    public void A_crossover_is_valid_and_takes_genes_from_both() => Pairs.Sample(drawn =>
    {
        if (SubtreeCrossover.Apply(Space.Branches, drawn.First, drawn.Second, drawn.Random) is not { } crossing)
            return true;
        return IsValid(crossing.Config)
            && crossing.Config.Engine == drawn.First.Engine
            && crossing.Config.Key != drawn.First.Key
            && crossing.Taken.All(name => IsFromSecond(name, crossing.Config, drawn.Second));
    });

    [Fact]
    public void A_crossover_of_parents_with_several_differences_keeps_some_of_the_first() => Pairs.Sample(drawn =>
        drawn.First.Engine != drawn.Second.Engine
        || Differing(drawn.First, drawn.Second) < 2
        || SubtreeCrossover.Apply(Space.Branches, drawn.First, drawn.Second, drawn.Random)!.Config.Key != drawn.Second.Key);

    [Fact]
    public void An_option_goes_over_with_its_subtree()
    {
        var first = Alder([]);
        var second = Alder(new() { ["speculation"] = ParameterValue.Of("draft"), ["draft_tokens"] = ParameterValue.Of(11) });
        var crossing = SubtreeCrossover.Apply(Space.Branches, first, second, new(1, 0, "test"))!;
        Assert.Equal(["speculation"], crossing.Taken);
        Assert.Equal(11, crossing.Config["draft_tokens"].Number);
    }

    [Fact]
    public void Across_engines_a_role_keeps_its_place_in_the_range()
    {
        var birch = Space.Branch("birch").Configure(new Dictionary<string, ParameterValue> { ["max_seqs"] = ParameterValue.Of(512), ["flash_attention"] = ParameterValue.Of(true), ["kv_dtype"] = ParameterValue.Of("fp8") });
        var moved = EngineSwitch.Apply(Space.Branch("birch"), birch, Space.Branch("alder"));
        Assert.Equal(64, moved["slots"].Number);
        Assert.True(moved["flash"].IsTrue);
        Assert.Equal("f16", moved["kv"].Text);
    }

    [Fact]
    public void A_switched_engine_is_valid_and_speculation_moves_with_its_subtree()
    {
        var alder = Alder(new() { ["speculation"] = ParameterValue.Of("draft"), ["draft_tokens"] = ParameterValue.Of(16) });
        var moved = EngineSwitch.Apply(Space.Branch("alder"), alder, Space.Branch("birch"));
        Assert.True(IsValid(moved));
        Assert.Equal("draft", moved["spec"].Text);
        Assert.Equal(8, moved["num_draft"].Number);
    }

    [Fact]
    public void A_difference_reads_as_words()
    {
        var before = Alder([]);
        var after = Alder(new() { ["slots"] = ParameterValue.Of(8), ["speculation"] = ParameterValue.Of("draft") });
        Assert.Equal("+ draft_tokens 3, slots 4 → 8, speculation off → draft", Difference.Describe(before, after));
        Assert.Equal("− draft_tokens, slots 8 → 4, speculation draft → off", Difference.Describe(after, before));
    }

    [Fact]
    public void A_fixed_gene_is_never_mutated()
    {
        var branch = new SpaceBranch("fixed",
        [
            new Parameter.Integer(8, 8, ParameterScale.Log) { Name = "slots", Default = ParameterValue.Of(8) },
            new Parameter.Boolean { Name = "flash", Default = ParameterValue.Of(true) },
        ]);
        var mutant = Mutation.Apply([branch], branch.VendorDefault(), new(1, 0, "test"))!;
        Assert.Equal("fixed flash=false slots=8", mutant.Key);
    }

    private static ServingConfig Alder(Dictionary<string, ParameterValue> values) => Space.Branch("alder").Configure(values);

    private static bool IsValid(ServingConfig config) => Space.Branch(config.Engine).Configure(config.Values).Key == config.Key;

    private static int Differing(ServingConfig first, ServingConfig second) =>
        first.Values.Count(entry => entry.Key != "draft_tokens" && entry.Key != "num_draft" && second[entry.Key] != entry.Value);

    private static bool IsFromSecond(string name, ServingConfig child, ServingConfig second)
    {
        var gene = Space.Branch(child.Engine).Find(name)!;
        var partner = Homology.Partner(gene, Space.Branch(child.Engine), child.Engine == second.Engine ? Space.Branch(child.Engine) : Space.Branch(second.Engine), second)!;
        return Homology.Translate(partner, second[partner.Name], gene) == child[name];
    }
}
