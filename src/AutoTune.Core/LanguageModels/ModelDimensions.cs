namespace AutoTune.LanguageModels;

/// <summary>The sizes of a decoder that rules, memory and performance models need.</summary>
public sealed record ModelDimensions
{
    public required string Architecture { get; init; }

    public required int Layers { get; init; }

    public required int Hidden { get; init; }

    public required int Heads { get; init; }

    public required int KvHeads { get; init; }

    /// <summary>Of a dense layer.</summary>
    public required int FeedForward { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>Longest context that the model was made for, tokens.</summary>
    public required int MaxContext { get; init; }

    /// <summary>0: hidden size by heads.</summary>
    public int OwnHeadSize { get; init; }

    /// <summary>Not always hidden size by heads.</summary>
    public int HeadSize => OwnHeadSize > 0 ? OwnHeadSize : Hidden / Heads;

    /// <summary>Input and output embedding are one matrix.</summary>
    public bool TiesEmbeddings { get; init; }

    /// <summary>Null for a dense model.</summary>
    public ModelExperts? Experts { get; init; }

    /// <summary>Null where keys and values are cached themselves.</summary>
    public LatentAttention? Latent { get; init; }

    /// <summary>Null where every layer sees the whole context.</summary>
    public SlidingWindow? Window { get; init; }

    /// <summary>Layers that predict further tokens, for speculation without a second model.</summary>
    public int PredictionLayers { get; init; }

    /// <summary>Of the published weights: <c>bf16</c>, <c>fp16</c>, <c>fp8</c>, <c>mxfp4</c>, <c>awq</c>, …; null where it is not known.</summary>
    public string? Precision { get; init; }
}

/// <summary>Feed-forward layers of which each token goes through a few.</summary>
/// <param name="Count">In one layer, without shared ones.</param>
/// <param name="PerToken">That a token goes through.</param>
/// <param name="FeedForward">Size of one.</param>
/// <param name="Shared">That every token goes through.</param>
/// <param name="DenseLayers">Layers that have none.</param>
public sealed record ModelExperts(int Count, int PerToken, int FeedForward, int Shared = 0, int DenseLayers = 0);

/// <summary>Attention that caches one compressed vector per token and layer (MLA).</summary>
/// <param name="QueryRank">0: queries are not compressed.</param>
/// <param name="KvRank">Size of the compressed part.</param>
/// <param name="RopeSize">Of the part with positions, cached beside it.</param>
/// <param name="NopeSize">Of a head's part without positions.</param>
/// <param name="ValueSize">Of a head's value.</param>
public sealed record LatentAttention(int QueryRank, int KvRank, int RopeSize, int NopeSize, int ValueSize);

/// <param name="Tokens">That a windowed layer sees.</param>
/// <param name="FullLayers">That see the whole context.</param>
public sealed record SlidingWindow(int Tokens, int FullLayers);
