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

    private static long ElementsPerTokenAndLayer(ModelDimensions model) =>
        model.Latent is { } latent ? latent.KvRank + latent.RopeSize : 2L * model.KvHeads * model.HeadSize;
}
