using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using Xunit;

namespace AutoTune.Tests.Engines;

public sealed class RooflineTests
{
    private static readonly ModelDimensions Model = ModelCatalogue.Find("meta-llama/Llama-3.1-8B")!;
    private static readonly GpuModel H100 = GpuCatalogue.Find("h100-sxm")!;
    private static readonly EngineSpeed Perfect = new() { Bandwidth = 1, Compute = 1, Step = 0, Layer = 0 };

    [Fact]
    public void One_streams_token_takes_the_time_to_read_every_weight_once()
    {
        var count = ParameterCount.Of(Model);
        var bytes = 2.0 * (count.Total - count.Embeddings / 2);    // the input's embedding is looked up, not read
        var kept = 1000.0 * KvCache.ElementsPerToken(Model) * 2;
        Assert.Equal((bytes + kept) / (H100.BandwidthGBs * 1e9), Of(new()).DecodeStep(1, 1000), 6);
    }

    [Fact]
    public void A_long_prompt_takes_the_time_to_compute_it()
    {
        var roofline = Of(new());
        var count = ParameterCount.Of(Model);
        var products = 2.0 * (count.Total - count.Embeddings / 2) * 8192;
        var attention = 2.0 * Model.Layers * 8192 * 8192 * Model.Heads * Model.HeadSize;
        Assert.Equal((products + attention) / (H100.Tflops["bf16"] * 1e12), roofline.Prefill(8192), 4);
    }

    [Fact]
    public void Tensor_parallelism_shortens_a_step_and_pays_for_exchanges()
    {
        var (one, four) = (Of(new()).DecodeStep(1, 100), Of(new() { TensorParallel = 4 }).DecodeStep(1, 100));
        Assert.InRange(one / four, 2.5, 3.99);
        var slow = Of(new() { TensorParallel = 4 }, GpuCatalogue.Find("l40s")!).DecodeStep(64, 100);
        Assert.True(slow / Of(new(), GpuCatalogue.Find("l40s")!).DecodeStep(64, 100) > four / one, "without links the exchanges cost more");
    }

    [Fact]
    public void Fewer_bits_are_read_faster_and_a_larger_batch_costs_little_until_it_is_computed_out()
    {
        Assert.InRange(Of(new()).DecodeStep(1, 1) / Of(new() { Weights = "fp8" }).DecodeStep(1, 1), 1.8, 2);
        Assert.InRange(Of(new()).DecodeStep(32, 1) / Of(new()).DecodeStep(1, 1), 1, 1.1);
        Assert.InRange(Of(new()).DecodeStep(2048, 1) / Of(new()).DecodeStep(1, 1), 3, 20);
    }

    [Fact]
    public void A_batch_of_a_model_with_experts_reads_more_of_them()
    {
        var mixtral = ModelCatalogue.Find("mistralai/Mixtral-8x7B-v0.1")!;
        var roofline = Roofline.Of(mixtral, H100, Perfect, new() { Weights = "bf16" })!;
        Assert.InRange(roofline.DecodeStep(32, 1) / roofline.DecodeStep(1, 1), 2.5, 4);    // eight experts in place of two
    }

    [Fact]
    public void Guessing_pays_with_one_stream_and_costs_in_a_full_batch()
    {
        var (plain, guessing) = (Of(new()), Of(new() { Speculation = "eagle3", DraftTokens = 3 }));
        Assert.True(guessing.DecodeStep(1, 100) / guessing.TokensOfStep < 0.6 * plain.DecodeStep(1, 100));
        Assert.True(guessing.DecodeStep(2048, 100) / guessing.TokensOfStep > plain.DecodeStep(2048, 100));
        Assert.Equal(1 + 0.65 + 0.65 * 0.65 + 0.65 * 0.65 * 0.65, guessing.TokensOfStep, 6);
    }

    private static Roofline Of(ServingShape shape, GpuModel? gpu = null) => Roofline.Of(Model, gpu ?? H100, Perfect, shape)!;
}
