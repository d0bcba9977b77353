using AutoTune.Engines;
using AutoTune.Randomness;
using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AutoTune.Tests.Engines;

/// <summary>TensorRT-LLM's file: its rules, its command lines and the configuration file beside them, and back. No engine runs.</summary>
public sealed class TensorRtLlmTests
{
    private const string Dense = "meta-llama/Llama-3.1-8B-Instruct";
    private const string Experts = "Qwen/Qwen3-30B-A3B";
    private const string Latent = "deepseek-ai/DeepSeek-R1";
    private const string Open = "openai/gpt-oss-20b";

    [Theory]
    [InlineData(Dense, "h100-sxm", "max_batch_size=2048 max_num_tokens=1024 chunked_prefill=true", "max_batch_size <= max_num_tokens")]
    [InlineData(Dense, "h100-sxm", "max_batch_size=1024 max_num_tokens=2048", "not chunked_prefill => max_num_tokens >= max_context")]
    [InlineData(Dense, "h100-sxm", "speculation=ngram ngram_tokens=4 overlap_off=true", "(1 + ngram_tokens) * max_batch_size <= max_num_tokens")]
    [InlineData(Dense, "h100-sxm", "speculation=draft draft_tokens=4 overlap_off=true", "(1 + draft_tokens) * max_batch_size <= max_num_tokens")]
    [InlineData(Dense, "h100-sxm", "speculation=eagle3 eagle3_tokens=4", "(1 + eagle3_tokens) * max_batch_size <= max_num_tokens")]
    [InlineData(Latent, "h200-sxm", "speculation=mtp mtp_tokens=4 weights=fp8 tensor_parallel=8", "(1 + mtp_tokens) * max_batch_size <= max_num_tokens")]
    [InlineData(Dense, "h100-sxm", "max_batch_size=64 cuda_graph_max_batch=128", "cuda_graph_max_batch <= max_batch_size")]
    [InlineData(Dense, "h100-sxm", "tensor_parallel=3", "not attention_data_parallel => model.heads % tensor_parallel == 0")]
    [InlineData("Qwen/Qwen2.5-7B", "h100-sxm", "tensor_parallel=7", "not attention_data_parallel => model.kv_heads % tensor_parallel == 0 or tensor_parallel % model.kv_heads == 0")]
    [InlineData(Dense, "h100-sxm", "pipeline_parallel=2 speculation=eagle3 max_batch_size=256", "pipeline_parallel > 1 => speculation == 'off'")]
    [InlineData(Experts, "h100-sxm", "tensor_parallel=2 expert_parallel_size=4", "tensor_parallel % expert_parallel_size == 0")]
    [InlineData(Dense, "h100-sxm", "tensor_parallel=2 expert_parallel_size=2", "expert_parallel_size > 1 => model.experts > 0")]
    [InlineData(Experts, "h100-sxm", "attention_data_parallel=true", "attention_data_parallel => tensor_parallel > 1")]
    [InlineData(Dense, "h100-sxm", "tensor_parallel=2 attention_data_parallel=true", "attention_data_parallel => model.experts > 0")]
    [InlineData(Dense, "h100-sxm", "speculation=ngram max_batch_size=256", "speculation in ['ngram', 'draft'] => overlap_off")]
    [InlineData(Dense, "h100-sxm", "speculation=eagle3 max_batch_size=256", "speculation in ['draft', 'eagle3'] => model.has_draft")]
    [InlineData(Dense, "h100-sxm", "speculation=mtp max_batch_size=256", "speculation == 'mtp' => model.prediction_layers > 0")]
    [InlineData(Latent, "a100-80-sxm", "speculation=mtp tensor_parallel=8 max_batch_size=256", "speculation == 'mtp' and model.latent_attention => hardware.compute_capability >= 90 and hardware.compute_capability < 120")]
    [InlineData(Dense, "a100-80-sxm", "weights=fp8", "weights == 'fp8' => hardware.has_fp8")]
    [InlineData(Dense, "h100-sxm", "weights=fp4", "weights == 'fp4' => hardware.has_fp4")]
    [InlineData(Open, "a100-80-sxm", "weights=mxfp4", "weights == 'mxfp4' => hardware.has_fp4 or hardware.compute_capability == 90")]
    [InlineData(Dense, "b200", "weights=awq", "weights in ['awq', 'gptq'] => hardware.compute_capability >= 80 and hardware.compute_capability < 100")]
    [InlineData(Dense, "t4", "weights=bf16", "weights == 'bf16' => hardware.has_bf16")]
    [InlineData(Dense, "a100-80-sxm", "kv_cache_dtype=fp8", "kv_cache_dtype == 'fp8' => hardware.has_fp8")]
    [InlineData(Latent, "a100-80-sxm", "chunked_prefill=true tensor_parallel=8", "chunked_prefill and model.latent_attention => hardware.compute_capability in [90, 100, 103, 120]")]
    [InlineData(Dense, "h100-sxm", "attention_backend=FLASHINFER", "attention_backend == 'FLASHINFER' => not block_reuse")]
    [InlineData(Latent, "h200-sxm", "attention_backend=FLASHINFER block_reuse=false weights=fp8 tensor_parallel=8", "attention_backend == 'FLASHINFER' => not model.latent_attention")]
    [InlineData(Experts, "h100-sxm", "moe_backend=TRTLLM", "moe_backend in ['TRTLLM', 'DEEPGEMM', 'CUTEDSL'] => hardware.compute_capability in [100, 103]")]
    [InlineData(Experts, "b200", "moe_backend=DEEPGEMM", "moe_backend == 'DEEPGEMM' => weights == 'fp8'")]
    [InlineData(Experts, "b200", "moe_backend=CUTEDSL", "moe_backend == 'CUTEDSL' => weights == 'fp4'")]
    [InlineData(Experts, "h100-sxm", "moe_backend=TRITON", "moe_backend == 'TRITON' => hardware.compute_capability == 90 and model.architecture == 'gpt_oss'")]
    [InlineData(Dense, "h100-sxm", "tensor_parallel=8 pipeline_parallel=2", "replicas * (tensor_parallel * pipeline_parallel) <= max(1, gpus)")]
    public void What_the_engine_would_refuse_breaks_a_rule(string model, string gpu, string settings, string rule)
    {
        var engine = HubEngines.Load("tensorrt-llm", model, gpu);
        var config = HubEngines.Configure(engine, settings);
        Assert.Contains(rule, engine.Branch.Rules.Where(known => !known.Holds(name => engine.Branch.ValueOf(name, config.Values))).Select(known => known.Text));
    }

    [Theory]
    [InlineData(Dense, "h100-sxm", "tensor_parallel=8 weights=fp8 kv_cache_dtype=fp8")]
    [InlineData(Dense, "h100-sxm", "replicas=8 speculation=ngram overlap_off=true max_batch_size=256")]
    [InlineData(Latent, "b200", "tensor_parallel=8 expert_parallel_size=8 attention_data_parallel=true weights=fp4 moe_backend=CUTEDSL speculation=mtp mtp_tokens=3 max_batch_size=512")]
    [InlineData(Open, "h100-sxm", "weights=mxfp4 moe_backend=TRITON")]
    public void What_people_run_breaks_none(string model, string gpu, string settings) =>
        Assert.Null(HubEngines.BrokenRule("tensorrt-llm", model, gpu, settings));

    [Fact]
    public void What_has_no_flag_goes_into_the_file_beside_the_command_line()
    {
        var engine = HubEngines.Load("tensorrt-llm", Latent, "h200-sxm");
        var context = new CommandContext { ModelPath = Latent, Port = "8000", MaxContext = 4096, ConfigPath = "/log/engine.yaml" };
        var line = new EngineCommandLine(engine);
        var config = HubEngines.Configure(engine, "tensor_parallel=8 max_batch_size=256 kv_cache_dtype=fp8 overlap_off=true speculation=mtp mtp_tokens=1 cuda_graph_padding=true free_gpu_memory_fraction=0.85");

        Assert.Equal(
            $"{Latent} --host 127.0.0.1 --port 8000 --max_seq_len 4096 --config /log/engine.yaml --tp_size 8 --max_batch_size 256 --kv_cache_free_gpu_memory_fraction 0.85",
            string.Join(' ', line.Build(config, context)));
        Assert.Equal(
            """
            return_perf_metrics: true
            enable_iter_perf_stats: true
            disable_overlap_scheduler: true
            kv_cache_config:
              dtype: fp8
            cuda_graph_config:
              enable_padding: true
            speculative_config:
              decoding_type: MTP
              max_draft_len: 1

            """,
            line.ConfigFile(config, context));
    }

    [Fact]
    public void Every_configuration_is_read_back_from_its_command_line_and_its_file()
    {
        var engine = HubEngines.Load("tensorrt-llm", Latent, "h200-sxm");
        var context = new CommandContext { ModelPath = "org/model-fp8", Port = "8000", MaxContext = 4096 };
        var line = new EngineCommandLine(engine);
        var random = new CounterRandom(7, 0, "read back");
        for (var draw = 0; draw < 200; draw++)
        {
            var config = ConfigSampler.Sample(engine.Branch, random);
            if (config.Values.TryGetValue("speculation", out var option) && option.ToString() is "draft" or "eagle3")
                continue;
            config = engine.Branch.Configure(config.Values.SetItem("replicas", ParameterValue.Of(1L)).SetItem("weights", ParameterValue.Of("fp8")));
            var reading = line.Read(line.Build(config, context), file: ConfigFileText.Flatten(line.ConfigFile(config, context)!, "engine.yaml"));
            Assert.Equal(config.Key, reading.Config.Key);
            Assert.Empty(reading.Raw);
            Assert.Empty(reading.RawConfig);
        }
    }

    [Fact]
    public void What_a_persons_file_has_beyond_the_space_is_kept_and_named()
    {
        var engine = HubEngines.Load("tensorrt-llm", Latent, "h200-sxm");
        var file = ConfigFileText.Flatten("kv_cache_config:\n  dtype: fp8\n  host_cache_size: 1000\ncuda_graph_config:\n  batch_sizes: [1, 2, 4]\nattn_backend: VANILLA\nprint_iter_log: true\n", "extra.yaml");
        var reading = new EngineCommandLine(engine).Read(["trtllm-serve", Latent, "--tp_size", "8", "--extra_llm_api_options", "extra.yaml"], file: file);
        Assert.Equal("fp8", reading.Config["kv_cache_dtype"].ToString());
        Assert.Equal(8, reading.Config["tensor_parallel"].Number);
        Assert.Equal(
            ["attn_backend: VANILLA", "cuda_graph_config.batch_sizes: [1, 2, 4]", "kv_cache_config.host_cache_size: 1000", "print_iter_log: true"],
            reading.RawConfig.Select(entry => $"{entry.Key}: {entry.Value}").Order(StringComparer.Ordinal));
        Assert.Empty(reading.Raw);
        Assert.Equal(4, reading.Warnings.Count(warning => warning.Contains("kept as it is", StringComparison.Ordinal)));
        var again = new EngineCommandLine(engine with { Branch = reading.Branch }).ConfigFile(reading.Config, new() { ModelPath = Latent, Port = "1", MaxContext = 64, RawConfig = reading.RawConfig })!;
        Assert.Contains("batch_sizes: [1, 2, 4]", again, StringComparison.Ordinal);
        Assert.Contains("attn_backend: VANILLA", again, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [", "the configuration file cannot be read: ")]
    [InlineData("- a", "the configuration file must be a mapping (key: value)")]
    public void A_file_that_is_none_is_one_error(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => ConfigFileText.Flatten(text, "engine.yaml")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("on")]
    [InlineData("1.5")]
    [InlineData("null")]
    [InlineData("a: b")]
    [InlineData("# x")]
    [InlineData("it's")]
    public void A_text_stays_a_text(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(ConfigFileText.Write([KeyValuePair.Create("k", ConfigFileText.Of(ParameterValue.Of(text)))])));
        var written = Assert.IsType<YamlScalarNode>(((YamlMappingNode)stream.Documents[0].RootNode).Children["k"]);
        Assert.Equal((text, true), (written.Value, written.Style != ScalarStyle.Plain));
    }
}
