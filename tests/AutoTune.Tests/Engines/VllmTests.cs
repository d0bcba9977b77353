using AutoTune.Engines;
using AutoTune.SearchSpaces;
using Xunit;

namespace AutoTune.Tests.Engines;

/// <summary>vLLM's file: its rules on models and GPUs that people have, and its command lines. No engine runs.</summary>
public sealed class VllmTests
{
    private const string Dense = "meta-llama/Llama-3.1-8B-Instruct";
    private const string Experts = "Qwen/Qwen3-235B-A22B";

    [Theory]
    [InlineData(Dense, "h100-sxm", "max_num_seqs=1024 max_num_batched_tokens=512", "max_num_seqs <= max_num_batched_tokens")]
    [InlineData(Dense, "h100-sxm", "chunked_prefill=false max_num_batched_tokens=2048", "not chunked_prefill => max_num_batched_tokens >= max_context")]
    [InlineData(Dense, "h100-sxm", "tensor_parallel=3", "model.heads % tensor_parallel == 0")]
    [InlineData("microsoft/phi-4", "h100-sxm", "tensor_parallel=4", "model.kv_heads % tensor_parallel == 0 or tensor_parallel % model.kv_heads == 0")]
    [InlineData(Dense, "h100-sxm", "pipeline_parallel=2 speculation=ngram", "pipeline_parallel > 1 => speculation == 'off'")]
    [InlineData(Dense, "h100-sxm", "data_parallel=2", "data_parallel > 1 => model.experts > 0")]
    [InlineData(Dense, "h100-sxm", "expert_parallel=true tensor_parallel=2", "expert_parallel => model.experts > 0")]
    [InlineData(Experts, "h100-sxm", "expert_parallel=true", "expert_parallel => tensor_parallel * data_parallel > 1")]
    [InlineData(Dense, "h100-sxm", "weights=fp4", "weights == 'fp4' => hardware.has_fp4")]
    [InlineData(Dense, "t4", "weights=bf16", "weights == 'bf16' => hardware.has_bf16")]
    [InlineData(Dense, "t4", "weights=fp8", "weights in ['fp8'] => hardware.has_fp8 or hardware.compute_capability >= 80")]
    [InlineData(Dense, "mi300x", "weights=awq", "weights == 'awq' => hardware.compute_capability >= 75")]
    [InlineData(Dense, "a100-80-sxm", "kv_cache_dtype=fp8", "kv_cache_dtype == 'fp8' => hardware.has_fp8")]
    [InlineData(Dense, "l40s", "kv_cache_dtype=fp8 attention_backend=FLASH_ATTN", "kv_cache_dtype == 'fp8' => attention_backend in ['auto', 'FLASHINFER', 'TRITON_ATTN'] or hardware.compute_capability == 90")]
    [InlineData("deepseek-ai/DeepSeek-V3", "h200-sxm", "attention_backend=TRITON_ATTN expert_parallel=true tensor_parallel=8 weights=fp8", "attention_backend != 'auto' => not model.latent_attention")]
    [InlineData("deepseek-ai/DeepSeek-V3", "mi300x", "weights=fp8 tensor_parallel=8 moe_backend=deep_gemm", "moe_backend == 'deep_gemm' => weights == 'fp8' and hardware.compute_capability in [90, 100, 103]")]
    [InlineData("deepseek-ai/DeepSeek-V3", "h200-sxm", "weights=awq tensor_parallel=8 moe_backend=cutlass", "moe_backend == 'cutlass' => weights in ['fp8', 'fp4'] and hardware.maker == 'nvidia'")]
    [InlineData("deepseek-ai/DeepSeek-V3", "h200-sxm", "weights=fp8 tensor_parallel=8 moe_backend=flashinfer_trtllm", "moe_backend == 'flashinfer_trtllm' => hardware.compute_capability in [100, 103]")]
    [InlineData("deepseek-ai/DeepSeek-V3", "mi300x", "weights=fp8 tensor_parallel=8 moe_backend=flashinfer_cutlass", "moe_backend == 'flashinfer_cutlass' => hardware.compute_capability in [90, 100, 103, 120]")]
    [InlineData("openai/gpt-oss-120b", "mi300x", "weights=mxfp4 moe_backend=marlin", "moe_backend == 'marlin' => weights in ['fp8', 'fp4', 'mxfp4', 'awq', 'gptq'] and hardware.maker == 'nvidia'")]
    [InlineData("openai/gpt-oss-120b", "h100-sxm", "weights=mxfp4 moe_backend=aiter", "moe_backend == 'aiter' => hardware.maker == 'amd'")]
    [InlineData(Dense, "h100-sxm", "speculation=draft", "speculation in ['draft', 'eagle3'] => model.has_draft")]
    [InlineData(Dense, "h100-sxm", "speculation=mtp", "speculation == 'mtp' => model.prediction_layers > 0")]
    [InlineData("deepseek-ai/DeepSeek-V3", "h200-sxm", "tensor_parallel=8 pipeline_parallel=2 weights=fp8", "replicas * (tensor_parallel * pipeline_parallel * data_parallel) <= max(1, gpus)")]
    [InlineData(Dense, "h100-sxm", "tensor_parallel=4 replicas=4", "replicas * (tensor_parallel * pipeline_parallel * data_parallel) <= max(1, gpus)")]
    public void What_the_engine_would_refuse_breaks_a_rule(string model, string gpu, string settings, string rule) =>
        Assert.Equal(rule, HubEngines.BrokenRule("vllm", model, gpu, settings));

    [Theory]
    [InlineData(Dense, "h100-sxm", "tensor_parallel=8 weights=fp8 kv_cache_dtype=fp8")]
    [InlineData(Dense, "h100-sxm", "replicas=8 speculation=ngram")]
    [InlineData(Dense, "l40s", "kv_cache_dtype=fp8 attention_backend=FLASHINFER")]
    [InlineData(Experts, "h100-sxm", "data_parallel=8 expert_parallel=true")]
    [InlineData(Experts, "h100-sxm", "tensor_parallel=8")]    // published in bf16; the blocks of an fp8 file are another model's
    [InlineData("deepseek-ai/DeepSeek-V3", "h200-sxm", "tensor_parallel=8 weights=fp8 speculation=mtp")]
    [InlineData("openai/gpt-oss-120b", "b200", "tensor_parallel=2 weights=mxfp4")]
    [InlineData("mistralai/Mixtral-8x7B-Instruct-v0.1", "mi300x", "tensor_parallel=4")]
    public void What_people_run_breaks_none(string model, string gpu, string settings) =>
        Assert.Null(HubEngines.BrokenRule("vllm", model, gpu, settings));

    [Theory]
    [InlineData("h100-sxm", 1024, 8192)]
    [InlineData("a100-80-sxm", 256, 2048)]    // as large, and the engine counts it among the others
    [InlineData("l40s", 256, 2048)]
    public void Defaults_follow_the_gpu_as_the_engines_do(string gpu, int sequences, int tokens)
    {
        var engine = Load(Dense, gpu);
        Assert.Equal((sequences, tokens), ((int)engine.Branch.Find("max_num_seqs")!.Default.Number, (int)engine.Branch.Find("max_num_batched_tokens")!.Default.Number));
    }

    [Fact]
    public void A_command_line_carries_what_differs_from_a_bare_start()
    {
        var engine = Load(Dense, "h100-sxm");
        var context = new CommandContext { ModelPath = Dense, Port = "8000", MaxContext = 8192, VariantPaths = new Dictionary<string, string> { ["fp8"] = "org/llama-fp8" } };
        var line = new EngineCommandLine(engine);
        Assert.Equal($"serve {Dense} --host 127.0.0.1 --port 8000 --max-model-len 8192", string.Join(' ', line.Build(engine.Branch.VendorDefault(), context)));
        Assert.Equal(
            "serve org/llama-fp8 --host 127.0.0.1 --port 8000 --max-model-len 8192 --tensor-parallel-size 2 --max-num-seqs 64 --max-cudagraph-capture-size 512 --no-enable-prefix-caching --spec-method ngram --spec-tokens 4".Split(' ').Order(),
            line.Build(Configure(engine, "weights=fp8 tensor_parallel=2 max_num_seqs=64 prefix_caching=false speculation=ngram ngram_tokens=4 replicas=2"), context).Order());
    }

    [Theory]
    [InlineData("vllm serve meta-llama/Llama-3.1-8B-Instruct -tp 4 --max-num-seqs 256 --gpu-memory-utilization=0.9", "tensor_parallel=4 max_num_seqs=256 gpu_memory_utilization=0.9", "", 0)]
    [InlineData("--model meta-llama/Llama-3.1-8B-Instruct --kv-cache-dtype fp8 --no-enable-prefix-caching", "kv_cache_dtype=fp8 prefix_caching=false", "", 0)]
    [InlineData("meta-llama/Llama-3.1-8B-Instruct --spec-method ngram --spec-tokens 5", "speculation=ngram ngram_tokens=5", "", 0)]
    [InlineData("serve meta-llama/Llama-3.1-8B-Instruct --tool-call-parser hermes --enable-auto-tool-choice --max-num-batched-tokens 16384", "max_num_batched_tokens=16384", "--tool-call-parser hermes --enable-auto-tool-choice", 2)]
    public void What_people_type_is_read_back_and_what_is_not_understood_is_kept_and_named(string words, string settings, string raw, int warnings)
    {
        var engine = Load(Dense, "h100-sxm");
        var reading = new EngineCommandLine(engine).Read(words.Split(' '));
        Assert.Equal(Dense, reading.Model);
        Assert.Equal(raw, string.Join(' ', reading.Raw));
        foreach (var (name, value) in Configure(engine, settings).Values.Where(setting => settings.Contains(setting.Key + "=", StringComparison.Ordinal)))
            Assert.Equal(value, reading.Config[name]);
        Assert.Equal((warnings, ""), (reading.Warnings.Count(warning => !warning.Contains("'weights'", StringComparison.Ordinal)), warnings == 0 ? string.Join("; ", reading.Warnings.Where(warning => !warning.Contains("'weights'", StringComparison.Ordinal))) : ""));
    }

    private static EngineDefinition Load(string model, string gpu) => HubEngines.Load("vllm", model, gpu);

    private static ServingConfig Configure(EngineDefinition engine, string settings) => HubEngines.Configure(engine, settings);
}
