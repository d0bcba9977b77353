namespace AutoTune.LanguageModels;

/// <summary>The sizes that rules and memory models need.</summary>
public sealed record ModelDimensions
{
    public required string Architecture { get; init; }

    public required int Layers { get; init; }

    public required int Hidden { get; init; }

    public required int Heads { get; init; }

    public required int KvHeads { get; init; }

    public required int FeedForward { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>Longest context that the model was made for, tokens.</summary>
    public required int MaxContext { get; init; }

    public long? Parameters { get; init; }
}
