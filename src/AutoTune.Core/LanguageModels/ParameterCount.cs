namespace AutoTune.LanguageModels;

/// <summary>How many numbers a model's weights are; biases and the like, below a thousandth, are left out.</summary>
/// <param name="Embeddings">Input and output, which quantised models often keep as they were.</param>
/// <param name="Attention">All layers'.</param>
/// <param name="FeedForward">Dense layers' and shared experts'.</param>
/// <param name="Experts">All experts' of all layers, which expert parallelism divides.</param>
/// <param name="ActiveExperts">Those that one token goes through.</param>
public sealed record ParameterCount(long Embeddings, long Attention, long FeedForward, long Experts, long ActiveExperts)
{
    private const int MatricesOfFeedForward = 3;    // gate, up and down

    public long Total => Embeddings + Attention + FeedForward + Experts;

    /// <summary>That one token is multiplied with.</summary>
    public long Active => Embeddings + Attention + FeedForward + ActiveExperts;

    public static ParameterCount Of(ModelDimensions model)
    {
        var hidden = (long)model.Hidden;
        var experts = model.Experts;
        var layersWithExperts = experts is null ? 0 : model.Layers - experts.DenseLayers;
        var expert = experts is null ? 0 : MatricesOfFeedForward * hidden * experts.FeedForward;
        var dense = (model.Layers - layersWithExperts) * MatricesOfFeedForward * hidden * model.FeedForward;
        var router = experts is null ? 0 : layersWithExperts * hidden * experts.Count;
        return new(
            Embeddings: model.Vocabulary * hidden * (model.TiesEmbeddings ? 1 : 2),
            Attention: model.Layers * (AttentionOf(model) + 2 * hidden) + hidden,    // two norms a layer, one at the end
            FeedForward: dense + router + (experts is null ? 0 : layersWithExperts * experts.Shared * expert),
            Experts: experts is null ? 0 : layersWithExperts * experts.Count * expert,
            ActiveExperts: experts is null ? 0 : layersWithExperts * experts.PerToken * expert);
    }

    private static long AttentionOf(ModelDimensions model)
    {
        var (hidden, heads) = ((long)model.Hidden, (long)model.Heads);
        if (model.Latent is not { } latent)
            return 2 * hidden * heads * model.HeadSize + 2 * hidden * model.KvHeads * model.HeadSize;
        var query = heads * (latent.NopeSize + latent.RopeSize);
        var queries = latent.QueryRank == 0 ? hidden * query : hidden * latent.QueryRank + latent.QueryRank * query;
        return queries + hidden * (latent.KvRank + latent.RopeSize) + latent.KvRank * heads * (latent.NopeSize + latent.ValueSize) + heads * latent.ValueSize * hidden;
    }
}
