namespace AutoTune.Provisioning;

/// <summary>Names of weight precisions, as llama-quantize takes them, and their numbers in a GGUF's <c>general.file_type</c>.</summary>
/// <remarks>llama.h, enum llama_ftype.</remarks>
public static class ModelPrecision
{
    private static readonly Dictionary<uint, string> Names = new()
    {
        [0] = "F32",
        [1] = "F16",
        [32] = "BF16",
        [2] = "Q4_0",
        [3] = "Q4_1",
        [7] = "Q8_0",
        [8] = "Q5_0",
        [9] = "Q5_1",
        [10] = "Q2_K",
        [21] = "Q2_K_S",
        [11] = "Q3_K_S",
        [12] = "Q3_K_M",
        [13] = "Q3_K_L",
        [14] = "Q4_K_S",
        [15] = "Q4_K_M",
        [16] = "Q5_K_S",
        [17] = "Q5_K_M",
        [18] = "Q6_K",
        [19] = "IQ2_XXS",
        [20] = "IQ2_XS",
        [22] = "IQ3_XS",
        [23] = "IQ3_XXS",
        [24] = "IQ1_S",
        [25] = "IQ4_NL",
        [26] = "IQ3_S",
        [27] = "IQ3_M",
        [28] = "IQ2_S",
        [29] = "IQ2_M",
        [30] = "IQ4_XS",
        [31] = "IQ1_M",
        [36] = "TQ1_0",
        [37] = "TQ2_0",
        [38] = "MXFP4_MOE",
    };

    /// <summary>All names, unquantised ones first.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Values];

    /// <summary>True where other precisions can be made of a file of this one.</summary>
    public static bool IsUnquantised(string precision) => precision is "F32" or "F16" or "BF16";

    internal static string Of(uint fileType) => Names.GetValueOrDefault(fileType, $"file type {fileType}");
}
