using AutoTune.LanguageModels;
using Xunit;

namespace AutoTune.Tests.LanguageModels;

/// <summary>Parameters and caches, against published figures.</summary>
public sealed class ModelSizeTests
{
    public static TheoryData<string> Ids => [.. ModelCatalogue.Ids];

    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B-Instruct", 8_030_261_248, 8_030_261_248)]
    [InlineData("meta-llama/Llama-3.1-70B", 70_553_706_496, 70_553_706_496)]
    [InlineData("meta-llama/Llama-3.1-405B", 405_853_388_800, 405_853_388_800)]
    [InlineData("Qwen/Qwen3-8B", 8_190_735_360, 8_190_735_360)]
    [InlineData("Qwen/Qwen3-32B", 32_762_123_264, 32_762_123_264)]            // heads × head size is not the hidden size
    [InlineData("mistralai/Mixtral-8x7B-Instruct-v0.1", 46_702_792_704, 12_879_925_248)]
    [InlineData("Qwen/Qwen3-235B-A22B", 235_093_634_560, 22_190_763_520)]
    [InlineData("openai/gpt-oss-120b", 116_829_154_368, 5_711_980_608)]
    [InlineData("deepseek-ai/DeepSeek-V3", 671_026_419_200, 37_552_297_472)]    // compressed attention, three dense layers, a shared expert
    [InlineData("google/gemma-3-27b-it", 27_008_679_680, 27_008_679_680)]      // one embedding for input and output
    public void Parameters_are_counted_as_published(string id, long total, long active)
    {
        var count = ParameterCount.Of(ModelCatalogue.Find(id)!);
        Assert.InRange((double)count.Total / total, 0.999, 1.001);
        Assert.InRange((double)count.Active / active, 0.999, 1.001);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_model_of_the_catalogue_is_whole(string id)
    {
        var model = ModelCatalogue.Find(id)!;
        Assert.Equal(0, model.Heads % model.KvHeads);
        Assert.InRange(ParameterCount.Of(model).Total, 1_000_000_000, 1_000_000_000_000);
        Assert.NotNull(model.Precision);
    }

    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B", 65_536)]
    [InlineData("meta-llama/Llama-3.1-70B", 163_840)]
    [InlineData("Qwen/Qwen3-30B-A3B", 49_152)]
    [InlineData("deepseek-ai/DeepSeek-R1", 35_136)]      // one vector of 576 a layer
    public void A_token_is_cached_in_so_many_numbers(string id, long elements) => Assert.Equal(elements, KvCache.ElementsPerToken(ModelCatalogue.Find(id)!));

    [Fact]
    public void Windowed_layers_forget()
    {
        var model = ModelCatalogue.Find("google/gemma-3-27b-it")!;
        var each = 2 * 16 * 128;
        Assert.Equal(62L * each * 1000, KvCache.ElementsOf(model, 1000));
        Assert.Equal((10L * 50_000 + 52 * 1024) * each, KvCache.ElementsOf(model, 50_000));
    }

    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B", 8, 1)]
    [InlineData("meta-llama/Llama-3.1-8B", 16, 2)]
    [InlineData("Qwen/Qwen3-30B-A3B", 8, 2)]
    [InlineData("deepseek-ai/DeepSeek-V3", 8, 8)]
    public void With_fewer_heads_than_gpus_the_cache_is_kept_several_times(string id, int tensorParallel, int copies) =>
        Assert.Equal(copies, KvCache.CopiesIn(ModelCatalogue.Find(id)!, tensorParallel));
}
