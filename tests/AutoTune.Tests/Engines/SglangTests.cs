using AutoTune.Engines;
using AutoTune.SearchSpaces;
using Xunit;

namespace AutoTune.Tests.Engines;

/// <summary>SGLang's file: its rules on models and GPUs that people have, and its command lines. No engine runs.</summary>
public sealed class SglangTests
{
    private const string Dense = "meta-llama/Llama-3.1-8B-Instruct";
    private const string DeepSeek = "deepseek-ai/DeepSeek-V3";

    [Theory]
    [InlineData(Dense, "h100-sxm", "tensor_parallel=3", "model.heads % tensor_parallel == 0")]
    [InlineData("microsoft/phi-4", "h100-sxm", "tensor_parallel=4", "model.kv_heads % tensor_parallel == 0 or tensor_parallel % model.kv_heads == 0")]
    [InlineData(Dense, "h100-sxm", "pipeline_parallel=2", "pipeline_parallel > 1 => speculation == 'off' and overlap_off")]
    [InlineData(Dense, "h100-sxm", "data_parallel=2", "data_parallel > 1 => dp_attention")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 dp_attention=true tensor_parallel=8 data_parallel=3", "dp_attention => data_parallel > 1 and tensor_parallel % data_parallel == 0")]
    [InlineData(Dense, "h100-sxm", "expert_parallel_size=2 tensor_parallel=2", "expert_parallel_size > 1 => model.experts > 0 and tensor_parallel % expert_parallel_size == 0")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 expert_parallel_size=3 tensor_parallel=8", "expert_parallel_size > 1 => model.experts > 0 and tensor_parallel % expert_parallel_size == 0")]
    [InlineData(Dense, "h100-sxm", "mixed_chunk=true speculation=ngram", "mixed_chunk => speculation == 'off'")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 dp_attention=true tensor_parallel=8 data_parallel=8 speculation=ngram", "speculation in ['ngram', 'draft'] => not dp_attention")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 tensor_parallel=8 speculation=mtp mtp_steps=2 mtp_tokens=2", "mtp_tokens == mtp_steps + 1")]
    [InlineData(Dense, "h100-sxm", "speculation=eagle3", "speculation in ['draft', 'eagle3'] => model.has_draft")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 tensor_parallel=8 speculation=draft draft_steps=2 draft_tokens=2", "draft_tokens == draft_steps + 1")]
    [InlineData(Dense, "h100-sxm", "speculation=mtp", "speculation == 'mtp' => model.prediction_layers > 0")]
    [InlineData(Dense, "a100-80-sxm", "kv_cache_dtype=fp8_e4m3", "kv_cache_dtype == 'fp8_e4m3' => hardware.has_fp8")]
    [InlineData(Dense, "l40s", "attention_backend=fa3", "attention_backend == 'fa3' => hardware.compute_capability == 90")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 tensor_parallel=8 attention_backend=triton", "attention_backend != 'auto' => not model.latent_attention")]
    [InlineData(Dense, "h100-sxm", "weights=fp4", "weights == 'fp4' => hardware.has_fp4")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 tensor_parallel=8 speculation=eagle3 eagle3_steps=2 eagle3_tokens=8", "eagle3_topk == 1 => eagle3_tokens == eagle3_steps + 1")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 tensor_parallel=8 speculation=eagle3 eagle3_steps=2 eagle3_topk=2 eagle3_tokens=8", "eagle3_tokens <= 1 + eagle3_topk + (eagle3_steps - 1) * eagle3_topk * eagle3_topk")]
    [InlineData(DeepSeek, "mi300x", "weights=fp8 tensor_parallel=8 moe_backend=deep_gemm", "moe_backend == 'deep_gemm' => weights == 'fp8' and hardware.compute_capability in [90, 100, 103]")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 tensor_parallel=8 moe_backend=triton_kernel", "moe_backend == 'triton_kernel' => weights in ['mxfp4', 'bf16']")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 tensor_parallel=8 moe_backend=flashinfer_trtllm", "moe_backend in ['flashinfer_trtllm', 'flashinfer_mxfp4'] => hardware.compute_capability in [100, 103]")]
    [InlineData(DeepSeek, "b200", "weights=fp8 tensor_parallel=8 moe_backend=flashinfer_mxfp4", "moe_backend == 'flashinfer_mxfp4' => weights == 'mxfp4'")]
    [InlineData(DeepSeek, "mi300x", "weights=fp8 tensor_parallel=8 moe_backend=flashinfer_cutlass", "moe_backend == 'flashinfer_cutlass' => hardware.compute_capability in [90, 100, 103, 120]")]
    [InlineData(DeepSeek, "mi300x", "weights=fp8 tensor_parallel=8 moe_backend=marlin", "moe_backend == 'marlin' => weights in ['fp8', 'fp4', 'mxfp4', 'awq', 'gptq'] and hardware.maker == 'nvidia'")]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 tensor_parallel=8 moe_backend=aiter", "moe_backend == 'aiter' => hardware.maker == 'amd'")]
    public void What_the_engine_would_refuse_breaks_a_rule(string model, string gpu, string settings, string rule) =>
        Assert.Equal(rule, HubEngines.BrokenRule("sglang", model, gpu, settings));

    [Theory]
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 dp_attention=true tensor_parallel=8 data_parallel=8", 8)]    // the groups are parts of the eight
    [InlineData(DeepSeek, "h200-sxm", "weights=fp8 tensor_parallel=8 speculation=mtp mtp_steps=3 mtp_tokens=4", 8)]
    [InlineData(Dense, "h100-sxm", "replicas=8", 8)]
    [InlineData(Dense, "h100-sxm", "tensor_parallel=2 replicas=3", 6)]
    public void What_people_run_breaks_none_and_takes_so_many_gpus(string model, string gpu, string settings, int gpus)
    {
        var engine = HubEngines.Load("sglang", model, gpu);
        var config = HubEngines.Configure(engine, settings);
        Assert.Null(engine.Branch.BrokenRule(config)?.Text);
        Assert.Equal(gpus, new EngineResources([engine], gpus: 8).Of(config).CandidateGpus);
    }

    [Theory]
    [InlineData("h100-sxm", 8192, 256, 0.84)]
    [InlineData("l40s", 4096, 32, 0.85)]
    [InlineData("b200", 16384, 512, 0.86)]
    public void Defaults_follow_the_gpus_memory_as_the_engines_do(string gpu, int chunk, int batch, double fraction)
    {
        var engine = HubEngines.Load("sglang", Dense, gpu);
        Assert.Equal((chunk, batch), ((int)engine.Branch.Find("chunked_prefill_size")!.Default.Number, (int)engine.Branch.Find("cuda_graph_max_batch")!.Default.Number));
        Assert.InRange(engine.Branch.Find("mem_fraction_static")!.Default.Number, fraction - 0.011, fraction + 0.011);
    }

    [Fact]
    public void Settings_that_go_together_are_written_together()
    {
        var engine = HubEngines.Load("sglang", DeepSeek, "h200-sxm");
        var line = new EngineCommandLine(engine).Build(HubEngines.Configure(engine, "weights=fp8 tensor_parallel=8 speculation=mtp"), new() { ModelPath = DeepSeek, VariantPaths = new Dictionary<string, string> { ["fp8"] = DeepSeek }, Port = "30000", MaxContext = 8192 });
        Assert.Equal(
            $"-m sglang.launch_server --model-path {DeepSeek} --host 127.0.0.1 --port 30000 --enable-metrics --context-length 8192 --tp-size 8 --speculative-algorithm NEXTN --speculative-eagle-topk 1 --speculative-num-steps 1 --speculative-num-draft-tokens 2",
            string.Join(' ', line));
    }

    [Theory]
    [InlineData("--model-path meta-llama/Llama-3.1-8B-Instruct --tp 4 --mem-fraction-static 0.8", "tensor_parallel=4 mem_fraction_static=0.8", "")]
    [InlineData("--model meta-llama/Llama-3.1-8B-Instruct --schedule-policy lpm --trust-remote-code", "schedule_policy=lpm", "--trust-remote-code")]
    public void What_people_type_is_read_back(string words, string settings, string raw)
    {
        var engine = HubEngines.Load("sglang", Dense, "h100-sxm");
        var reading = new EngineCommandLine(engine).Read(words.Split(' '));
        Assert.Equal((Dense, raw), (reading.Model, string.Join(' ', reading.Raw)));
        foreach (var (name, value) in HubEngines.Configure(engine, settings).Values.Where(setting => settings.Contains(setting.Key + "=", StringComparison.Ordinal)))
            Assert.Equal(value, reading.Config[name]);
    }
}
