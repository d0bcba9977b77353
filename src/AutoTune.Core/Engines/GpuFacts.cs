using AutoTune.Hardware;
using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>What an engine's file may mention of a GPU.</summary>
public static class GpuFacts
{
    /// <param name="gpu">Null for a machine without one: its processor computes in 16 bits, and has no memory of a GPU's.</param>
    public static IEnumerable<KeyValuePair<string, ParameterValue>> Of(GpuModel? gpu) => new Dictionary<string, ParameterValue>
    {
        ["hardware.gpu"] = ParameterValue.Of(gpu?.Id ?? "none"),
        ["hardware.gpu_memory_gib"] = ParameterValue.Of(gpu?.MemoryGib ?? 0),
        ["hardware.maker"] = ParameterValue.Of(gpu?.Maker ?? "none"),
        ["hardware.compute_capability"] = ParameterValue.Of((long)(gpu?.ComputeCapability ?? 0)),
        ["hardware.link_gbs"] = ParameterValue.Of(gpu?.LinkGBs ?? 0),
        ["hardware.has_fp8"] = ParameterValue.Of(gpu?.Tflops.ContainsKey("fp8") ?? false),
        ["hardware.has_fp4"] = ParameterValue.Of(gpu?.Tflops.ContainsKey("fp4") ?? false),
        ["hardware.has_bf16"] = ParameterValue.Of(gpu?.Tflops.ContainsKey("bf16") ?? true),
    };
}
