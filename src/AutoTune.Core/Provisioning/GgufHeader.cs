namespace AutoTune.Provisioning;

/// <summary>What a GGUF file says of its model before the first weight.</summary>
public sealed record GgufHeader
{
    /// <summary>For example <c>llama</c>, <c>qwen3</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Precision of most weights, one of <see cref="ModelPrecision.All"/> where it is known.</summary>
    public required string Precision { get; init; }

    public required int Layers { get; init; }

    public required int EmbeddingLength { get; init; }

    /// <summary>The widest layer's, where layers differ.</summary>
    public required int FeedForwardLength { get; init; }

    public required int Heads { get; init; }

    /// <summary>Equal to <see cref="Heads"/> where the file does not say; the largest, where layers differ.</summary>
    public required int KeyValueHeads { get; init; }

    public required int HeadDimension { get; init; }

    public required int VocabularySize { get; init; }

    /// <summary>Experts of a layer; 0 for a dense model.</summary>
    public int Experts { get; init; }

    /// <summary>That a token goes through.</summary>
    public int ExpertsPerToken { get; init; }

    /// <summary>Size of one; the dense layers' where the file does not say, 0 for a dense model.</summary>
    public int ExpertFeedForward { get; init; }

    /// <summary>That every token goes through.</summary>
    public int SharedExperts { get; init; }

    /// <summary>Layers at the beginning that have none.</summary>
    public int LayersWithoutExperts { get; init; }

    /// <summary>Tokens that the model was trained for.</summary>
    public required int ContextLength { get; init; }

    /// <exception cref="InvalidDataException">No GGUF, a damaged one, or one without a value that every model has; the message names the file.</exception>
    public static GgufHeader Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            return From(GgufMetadata.Read(stream));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{path} is not a usable GGUF file: {e.Message}", e);
        }
    }

    internal static GgufHeader From(GgufMetadata metadata)
    {
        var architecture = metadata.Text("general.architecture") ?? throw new InvalidDataException("it has no general.architecture.");
        int? Own(string key) => metadata.Number($"{architecture}.{key}");
        int Needed(string key) => Own(key) ?? throw new InvalidDataException($"it has no {architecture}.{key}.");
        var heads = Needed("attention.head_count");
        var embedding = Needed("embedding_length");
        return new GgufHeader
        {
            Architecture = architecture,
            Precision = metadata.Number("general.file_type") is { } type ? ModelPrecision.Of((uint)type) : "unknown",
            Layers = Needed("block_count"),
            EmbeddingLength = embedding,
            FeedForwardLength = Own("feed_forward_length") ?? 0,
            Heads = heads,
            KeyValueHeads = Own("attention.head_count_kv") ?? heads,
            HeadDimension = Own("attention.key_length") ?? (heads > 0 ? embedding / heads : 0),
            VocabularySize = Own("vocab_size") ?? metadata.Count("tokenizer.ggml.tokens") ?? 0,
            ContextLength = Needed("context_length"),
            Experts = Own("expert_count") ?? 0,
            ExpertsPerToken = Own("expert_used_count") ?? 0,
            ExpertFeedForward = Own("expert_feed_forward_length") ?? (Own("expert_count") > 0 ? Own("feed_forward_length") ?? 0 : 0),
            SharedExperts = Own("expert_shared_count") ?? 0,
            LayersWithoutExperts = Own("leading_dense_block_count") ?? 0,
        };
    }
}
