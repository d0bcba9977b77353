namespace AutoTune.LanguageModels;

/// <summary>Precisions of weights as hubs publish them, fewest bits first.</summary>
public static class HubPrecision
{
    public static IReadOnlyList<string> All { get; } = ["fp4", "mxfp4", "awq", "gptq", "fp8", "int8", "fp16", "bf16", "fp32"];
}
