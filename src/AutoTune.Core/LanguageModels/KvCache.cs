namespace AutoTune.LanguageModels;

/// <summary>What a model caches of what it has read.</summary>
public static class KvCache
{
    /// <summary>Numbers per token over all layers: keys and values of each KV head, or the compressed vector.</summary>
    public static long ElementsPerToken(ModelDimensions model) => model.Layers * ElementsPerTokenAndLayer(model);

    /// <summary>Numbers that a request of so many tokens keeps: windowed layers forget what is behind their window.</summary>
    public static long ElementsOf(ModelDimensions model, int tokens)
    {
        var each = ElementsPerTokenAndLayer(model);
        return model.Window is { } window
            ? each * ((long)window.FullLayers * tokens + (long)(model.Layers - window.FullLayers) * Math.Min(tokens, window.Tokens))
            : each * model.Layers * tokens;
    }

    /// <summary>Copies of the cache among the GPUs of a tensor-parallel group: with fewer KV heads than GPUs each head is kept several times, and a compressed vector by everybody.</summary>
    public static int CopiesIn(ModelDimensions model, int tensorParallel) =>
        model.Latent is not null ? tensorParallel : Math.Max(1, tensorParallel / model.KvHeads);

    /// <summary>Numbers per token that one of the GPUs keeps.</summary>
    public static double ElementsOnEachGpu(ModelDimensions model, ModelSharing sharing) =>
        (double)ElementsPerToken(model) * CopiesIn(model, sharing.Attention) / sharing.Attention / sharing.Layers;

    /// <summary>Bytes of one number: <c>fp8</c> and its kinds, GGUF's <c>q8_0</c>, <c>q4_0</c>, else 16 bits.</summary>
    public static double BytesPerNumber(string? precision) => precision switch
    {
        null => 2,
        "nvfp4" => 4.5 / 8,
        "int8" or "8" => 1,
        "int4" or "4" => 0.5,
        "f32" => 4,
        "q8_0" => 8.5 / 8,
        "q5_0" or "q5_1" => 5.75 / 8,
        "q4_0" or "iq4_nl" => 4.5 / 8,
        "q4_1" => 5.0 / 8,
        _ => precision.StartsWith("fp8", StringComparison.Ordinal) ? 1 : 2,
    };

    private static long ElementsPerTokenAndLayer(ModelDimensions model) =>
        model.Latent is { } latent ? latent.KvRank + latent.RopeSize : 2L * model.KvHeads * model.HeadSize;
}
