using System.Globalization;

namespace AutoTune.MockEngine.Fakes;

/// <summary>Lines of an engine's log that AutoTune looks for, in that engine's own words; every log begins with what this is.</summary>
internal static class FakeLogs
{
    public const string Banner = "AutoTune fake engine: no model, no GPU; memory and latencies are computed, nothing here was measured";

    public static string Cache(string engine, long tokens) => engine switch
    {
        "vllm" => string.Create(CultureInfo.InvariantCulture, $"INFO [kv_cache_utils.py:1087] GPU KV cache size: {tokens:N0} tokens"),
        "sglang" => string.Create(CultureInfo.InvariantCulture, $"KV Cache is allocated. dtype: torch.bfloat16, #tokens: {tokens}, K size: 1.00 GB, V size: 1.00 GB"),
        "tensorrt-llm" => string.Create(CultureInfo.InvariantCulture, $"[TensorRT-LLM][INFO] [MemUsageChange] Allocated 1.00 GiB for max tokens in paged KV cache ({tokens})."),
        _ => string.Create(CultureInfo.InvariantCulture, $"cache of {tokens} tokens"),
    };

    public static string NoRoom(string engine) => engine switch
    {
        "vllm" => "ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.",
        "sglang" => "RuntimeError: Not enough memory. Please try to increase --mem-fraction-static.",
        _ => "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.",
    };
}
