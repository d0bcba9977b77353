using AutoTune.Engines;
using Xunit;

namespace AutoTune.Tests.Engines.Failures;

public sealed class FailureClassifierTests
{
    private readonly FailureClassifier _classifier = new(FailureCatalogue.BuiltIn);

    [Fact]
    public void The_earliest_cause_wins_over_what_is_printed_after_it()
    {
        string[] log =
        [
            "INFO Starting to load model",
            "(EngineCore) ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization`",
            "(EngineCore) torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB.",
            "RuntimeError: Engine core initialization failed. See root cause above.",
        ];

        var finding = _classifier.Classify("vllm", log, new ProcessExit(1, null));

        Assert.Equal(("oom_kv", 2), (finding.Class.Name, finding.Line));
        Assert.Equal(log[1], finding.Evidence);
    }

    [Fact]
    public void A_general_line_before_the_cause_does_not_hide_it()
    {
        string[] log = ["Engine core process 0 died unexpectedly", "ValueError: World size (8) is larger than the number of available GPUs (4)"];

        Assert.Equal("parallel_invalid", _classifier.Classify("vllm", log, null).Class.Name);
    }

    [Fact]
    public void A_warning_that_was_survived_does_not_hide_the_cause()
    {
        string[] log = ["ReadTimeout: Read timed out. (read timeout=10)", "OSError: [Errno 28] No space left on device"];

        Assert.Equal("disk_full", _classifier.Classify("vllm", log, null).Class.Name);
        Assert.Equal("network", _classifier.Classify("vllm", log[..1], new ProcessExit(1, null)).Class.Name);
    }

    [Theory]
    [InlineData(0, "oom_weights")]
    [InlineData(1, "oom_graph")]
    [InlineData(2, "oom_runtime")]
    public void The_same_allocation_means_another_thing_in_each_phase(int phases, string expected)
    {
        string[] reached = ["Loading weights took 12.31 seconds", "INFO:     Application startup complete."];

        var finding = _classifier.Classify("vllm", [.. reached.Take(phases), "CUDA out of memory. Tried to allocate 2 GiB"], null);

        Assert.Equal(expected, finding.Class.Name);
    }

    [Theory]
    [InlineData(null, 9, "host_oom")]
    [InlineData(137, null, "host_oom")]
    [InlineData(125, null, "runtime_missing")]
    [InlineData(127, null, "image")]
    [InlineData(null, 11, "crash_unknown")]
    [InlineData(134, null, "crash_unknown")]
    [InlineData(3, null, "crash_unknown")]
    public void Without_a_cause_in_the_log_the_end_of_the_process_tells(int? code, int? signal, string expected)
    {
        var finding = _classifier.Classify("llama-cpp", ["loading", "still loading"], new ProcessExit(code, signal));

        Assert.Equal((expected, 0), (finding.Class.Name, finding.Line));
        Assert.EndsWith("loading\nstill loading", finding.Evidence, StringComparison.Ordinal);
        Assert.StartsWith(signal is null ? $"exit code {code}" : $"killed by signal {signal}", finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cause_in_the_log_wins_over_the_signal_that_ended_the_process()
    {
        var finding = _classifier.Classify("sglang", ["RuntimeError: Not enough memory. Please try to increase --mem-fraction-static."], new ProcessExit(null, 9));

        Assert.Equal("oom_kv", finding.Class.Name);
    }

    [Fact]
    public void A_general_line_is_the_evidence_where_nothing_else_is()
    {
        var finding = _classifier.Classify("llama-cpp", ["loading", "E srv  llama_server: exiting due to model loading error"], new ProcessExit(1, null));

        Assert.Equal(("crash_unknown", 2), (finding.Class.Name, finding.Line));
    }

    [Fact]
    public void Harmless_lines_and_annotations_are_no_failures()
    {
        string[] log = ["Address already in use. Retrying with a new port.", "WARNING Custom allreduce is disabled because of PCIe", "Custom allreduce is disabled because of PCIe"];

        Assert.Null(_classifier.FindCause("vllm", log));
        Assert.Equal(("degraded", 2), _classifier.Annotations("vllm", log) is [var only] ? (only.Class.Name, only.Line) : default);
    }

    [Fact]
    public void An_engine_that_the_catalogue_does_not_know_is_met_by_the_general_patterns() =>
        Assert.Equal("port_in_use", _classifier.Classify("my-engine", ["bind: address already in use"], new ProcessExit(1, null)).Class.Name);

    /// <summary>What llama-server 0.7.0 printed, shortened to the lines that matter.</summary>
    [Theory]
    [InlineData("error: invalid argument: --no-such-flag", "flag_unknown")]
    [InlineData("error while handling argument \"--draft-max\": the argument has been removed. use --spec-draft-n-max", "flag_unknown")]
    [InlineData("error while handling argument \"--parallel\": stoi", "config_invalid")]
    [InlineData("error while handling argument \"--flash-attn\": error: unknown value for --flash-attn: 'maybe'", "config_invalid")]
    [InlineData("E llama_init_from_model: quantized V cache requires flash_attn to be enabled|E common_fit_params: encountered an error while trying to fit params to free device memory: failed to create llama_context from model|E srv  llama_server: exiting due to model loading error", "config_invalid")]
    [InlineData("E llama_init_from_model: failed to initialize the context: n_seq_max must be <= 256|E srv    load_model: failed to create_context with model 'm.gguf'", "config_invalid")]
    [InlineData("E gguf_init_from_file: failed to open GGUF file 'm.gguf' (No such file or directory)|E llama_model_load: error loading model: llama_model_loader: failed to load model from m.gguf", "model_not_found")]
    [InlineData("E llama_model_load: error loading model: tensor 'blk.5.ffn_down.weight' data is not within the file bounds, model is corrupted or incomplete", "model_not_found")]
    [InlineData("E ggml_aligned_malloc: insufficient memory (attempted to allocate 768.00 MB)|E llama_init_from_model: failed to initialize the context: failed to allocate buffer for kv cache", "oom_kv")]
    [InlineData("E ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 230834208|E ggml_gallocr_reserve_n_impl: failed to allocate CPU buffer of size 230834208|E graph_reserve: failed to allocate compute buffers", "oom_graph")]
    [InlineData("E llama_model_load: error loading model: mmap failed: Cannot allocate memory|E srv    load_model: failed to load model, 'm.gguf'", "oom_weights")]
    [InlineData("E srv         start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: 18992|E srv  llama_server: exiting due to HTTP server error", "port_in_use")]
    public void What_llama_server_prints_is_understood(string lines, string expected) =>
        Assert.Equal(expected, _classifier.Classify("llama-cpp", lines.Split('|'), new ProcessExit(1, null)).Class.Name);
}
