namespace AutoTune.LanguageModels;

/// <summary>Bytes that one number of a model's weights takes in memory, scales of quantised blocks included.</summary>
/// <remarks>Hubs' precisions: AWQ and GPTQ with 4 bits in groups of 128, fp4 as NVIDIA's (a scale of 8 bits in 16), mxfp4 a scale of 8 bits in 32. GGUF: bits per weight as llama-quantize prints them.</remarks>
public static class WeightBytes
{
    private const double Sixteen = 2;

    private static readonly Dictionary<string, double> OfPrecision = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fp32"] = 4,
        ["F32"] = 4,
        ["bf16"] = Sixteen,
        ["fp16"] = Sixteen,
        ["F16"] = Sixteen,
        ["fp8"] = 1,
        ["int8"] = 1,
        ["fp4"] = 4.5 / 8,
        ["mxfp4"] = 4.25 / 8,
        ["awq"] = 4.2 / 8,
        ["gptq"] = 4.2 / 8,
        ["Q8_0"] = 8.5 / 8,
        ["Q6_K"] = 6.56 / 8,
        ["Q5_K_M"] = 5.69 / 8,
        ["Q5_K_S"] = 5.54 / 8,
        ["Q5_0"] = 5.5 / 8,
        ["Q5_1"] = 6.0 / 8,
        ["Q4_K_M"] = 4.85 / 8,
        ["Q4_K_S"] = 4.58 / 8,
        ["Q4_0"] = 4.5 / 8,
        ["Q4_1"] = 5.0 / 8,
        ["IQ4_NL"] = 4.5 / 8,
        ["IQ4_XS"] = 4.25 / 8,
        ["Q3_K_L"] = 4.27 / 8,
        ["Q3_K_M"] = 3.91 / 8,
        ["Q3_K_S"] = 3.5 / 8,
        ["IQ3_M"] = 3.66 / 8,
        ["IQ3_S"] = 3.44 / 8,
        ["Q2_K"] = 3.35 / 8,
    };

    /// <returns>Null for a precision that is not known.</returns>
    public static double? PerNumber(string precision) => OfPrecision.TryGetValue(precision, out var bytes) ? bytes : null;

    /// <summary>Embeddings of what hubs publish quantised stay in 16 bits; GGUF quantises them too.</summary>
    public static double? OfEmbeddings(string precision) => PerNumber(precision) is not { } bytes ? null
        : char.IsUpper(precision[0]) ? bytes : Math.Max(bytes, Sixteen);

    /// <summary>What mxfp4 quantises is the experts alone.</summary>
    public static double? OfAttention(string precision) => precision == "mxfp4" ? Sixteen : PerNumber(precision);

    /// <summary>Bytes on each of the GPUs that serve one copy of the model.</summary>
    /// <param name="sharing">How they share it.</param>
    /// <returns>Null for a precision that is not known.</returns>
    public static double? OnEachGpu(ModelDimensions model, string precision, ModelSharing sharing)
    {
        if (PerNumber(precision) is not { } bytes)
            return null;
        var count = ParameterCount.Of(model);
        var attention = count.Attention * OfAttention(precision)!.Value / sharing.Attention;
        var replicated = ReplicatedKvHeads(model, sharing) * OfAttention(precision)!.Value;
        var dense = count.FeedForward * OfAttention(precision)!.Value / sharing.Attention;
        var experts = count.Experts * bytes * Padding(model, precision) / sharing.Experts;
        return (attention + replicated + dense + experts) / sharing.Layers + count.Embeddings * OfEmbeddings(precision)!.Value / sharing.Attention;
    }

    /// <summary>With more GPUs than KV heads, each still has one head of keys and values of every layer.</summary>
    private static double ReplicatedKvHeads(ModelDimensions model, ModelSharing sharing) => model.Latent is null && sharing.Attention > model.KvHeads
        ? 2.0 * model.Layers * model.Hidden * model.HeadSize * (1 - (double)model.KvHeads / sharing.Attention)
        : 0;

    /// <summary>Kernels for mxfp4 take an expert's size in whole steps of 256.</summary>
    private static double Padding(ModelDimensions model, string precision)
    {
        const int Step = 256;
        return precision == "mxfp4" && model.Experts is { FeedForward: > 0 and var size } ? Math.Ceiling((double)size / Step) * Step / size : 1;
    }
}

/// <summary>How GPUs share one copy of a model.</summary>
/// <param name="Attention">Among how many each layer's attention and dense part is divided.</param>
/// <param name="Experts">Among how many each layer's experts are divided.</param>
/// <param name="Layers">Groups of layers one behind the other.</param>
public readonly record struct ModelSharing(int Attention, int Experts, int Layers)
{
    public static ModelSharing None { get; } = new(1, 1, 1);
}
