using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.SearchSpaces;
using Xunit;

namespace AutoTune.Tests.Engines;

/// <summary>Rules that several engines' files have.</summary>
public sealed class SharedRuleTests
{
    [Theory]
    [InlineData("vllm", "weights=fp8 tensor_parallel=8", false)]    // 1536 / 8 = 192
    [InlineData("vllm", "weights=fp8 tensor_parallel=4", true)]
    [InlineData("vllm", "weights=fp8 tensor_parallel=8 expert_parallel=true", true)]
    [InlineData("sglang", "weights=fp8 tensor_parallel=8", false)]
    [InlineData("sglang", "weights=fp8 tensor_parallel=4", true)]
    [InlineData("sglang", "weights=fp8 tensor_parallel=8 expert_parallel_size=2", true)]
    public void A_slice_of_an_experts_fp8_weights_is_whole_blocks(string name, string settings, bool isFine)
    {
        var engine = HubEngines.Load(name, ModelCatalogue.Find("Qwen/Qwen3-235B-A22B")! with { Precision = "fp8" }, GpuCatalogue.Find("h200-sxm")!, context: 8192);
        var broken = engine.Branch.BrokenRule(HubEngines.Configure(engine, settings))?.Text;
        Assert.Equal(isFine, broken is null);
        Assert.True(isFine || broken!.StartsWith("weights == 'fp8' and model.precision == 'fp8' and model.experts > 0", StringComparison.Ordinal), broken);
    }

    [Theory]
    [InlineData("vllm")]
    [InlineData("sglang")]
    [InlineData("tensorrt-llm")]
    public void A_head_and_a_model_of_its_own_do_not_stand_for_each_other(string name)
    {
        // Whoever has a draft has a head here, and whoever has none is asked for one first.
        var branch = HubEngines.Load(name, ModelCatalogue.Find("openai/gpt-oss-120b")!, GpuCatalogue.Find("h100-sxm")!, context: 2048, hasDraft: true).Branch;
        string? Broken(string speculation, bool isHead)
        {
            var with = new SpaceBranch(branch.Name, branch.Parameters) { Rules = branch.Rules, Facts = new Dictionary<string, ParameterValue>(branch.Facts) { [SpaceFacts.DraftIsHead] = ParameterValue.Of(isHead) } };
            var config = with.Configure(new Dictionary<string, ParameterValue> { ["speculation"] = ParameterValue.Of(speculation), ["overlap_off"] = ParameterValue.Of(true), ["max_batch_size"] = ParameterValue.Of(64L), ["cuda_graph_max_batch"] = ParameterValue.Of(64L) });
            return with.BrokenRule(config)?.Text;
        }

        Assert.Equal((null, "speculation == 'eagle3' => model.draft_is_head"), (Broken("eagle3", isHead: true), Broken("eagle3", isHead: false)));
        Assert.Equal((null, "speculation == 'draft' => not model.draft_is_head"), (Broken("draft", isHead: false), Broken("draft", isHead: true)));
    }
}
