using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using Xunit;

namespace AutoTune.Tests.Engines;

/// <summary>The recipes of the engines' files, on the models and GPUs of the catalogue.</summary>
public sealed class RecipeTests
{
    /// <summary>A kind of each that recipes name.</summary>
    private static readonly string[] Gpus = ["h100-sxm", "h200-sxm", "b200", "mi300x"];

    [Theory]
    [InlineData("vllm", 21)]
    [InlineData("sglang", 18)]
    [InlineData("tensorrt-llm", 17)]
    public void Each_recipe_is_meant_for_somebody_and_names_its_source(string engine, int least)
    {
        var written = Written(engine);
        var seen = new HashSet<string>();
        foreach (var model in ModelCatalogue.Ids.Select(id => ModelCatalogue.Find(id)!).Distinct())
            foreach (var gpu in Gpus)
                seen.UnionWith(HubEngines.Load(engine, model, GpuCatalogue.Find(gpu)!, context: 2048, hasDraft: true).Branch.Seeds.Select(seed => seed.Name));
        // A model of 480 billion parameters is not in the catalogue.
        Assert.All(written.Except(seen), name => Assert.StartsWith("Qwen3 Coder 480B", name, StringComparison.Ordinal));
        Assert.True(written.Count >= least, $"{written.Count} recipes");
    }

    [Theory]
    [InlineData("vllm", "openai/gpt-oss-120b", "h100-sxm", "gpt-oss on Hopper")]
    [InlineData("sglang", "deepseek-ai/DeepSeek-V3", "h200-sxm", "DeepSeek in FP8 on eight H200, throughput")]
    [InlineData("tensorrt-llm", "meta-llama/Llama-3.3-70B-Instruct", "h100-sxm", "every GPU on each layer")]    // its recipe is for a context of 2048
    [InlineData("vllm", "deepseek-ai/DeepSeek-V3", "h100-sxm", "every GPU on each layer")]
    public void What_is_meant_for_a_model_and_a_gpu_comes_before_what_is_meant_for_all(string engine, string model, string gpu, string first) =>
        Assert.Equal(first, HubEngines.Load(engine, model, gpu).Branch.Seeds[1].Name);

    [Fact]
    public void A_recipe_that_asks_for_weights_that_the_study_lacks_is_left_out()
    {
        var branch = HubEngines.Load("vllm", "deepseek-ai/DeepSeek-V3", "b200").Branch;
        var narrowed = SpaceNarrowing.Narrow(new([branch]), new() { Precision = new Dictionary<string, IReadOnlyList<string>> { ["weights"] = ["fp8"], ["kv"] = ["auto", "fp8"] } }, new Diagnostics());
        Assert.Contains(branch.Seeds, seed => seed.Name == "DeepSeek in FP4 on four Blackwell GPUs");
        Assert.DoesNotContain(narrowed.Branches[0].Seeds, seed => seed.Name.Contains("FP4", StringComparison.Ordinal));
    }

    [Fact]
    public void A_recipe_that_guesses_with_a_trained_head_is_left_out_where_there_is_none()
    {
        const string Head = "gpt-oss 120B with a trained head";
        EngineDefinition With(bool hasDraft) => HubEngines.Load("vllm", ModelCatalogue.Find("openai/gpt-oss-120b")!, GpuCatalogue.Find("h100-sxm")!, context: 8192, hasDraft);
        Assert.Contains(With(hasDraft: true).Branch.Seeds, seed => seed.Name == Head);
        Assert.DoesNotContain(With(hasDraft: false).Branch.Seeds, seed => seed.Name == Head);
    }

    private static HashSet<string> Written(string engine)
    {
        var file = MappingReader.Open(YamlReader.Read(EngineCatalog.Text(engine), engine, new Diagnostics())!, new Diagnostics(), "the engine");
        var seeds = file.RequiredList("seeds").Select(seed => MappingReader.Open(seed, new Diagnostics(), "the seed")).ToArray();
        Assert.All(seeds.Skip(1), seed => Assert.NotNull(seed.OptionalText("source")));
        return [.. seeds.Select(seed => seed.RequiredText("name"))];
    }
}
