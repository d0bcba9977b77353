namespace AutoTune.Provisioning;

/// <summary>Dimensions of a synthetic model of the Llama architecture; the defaults give 88 million parameters, 176 MB in F16.</summary>
public sealed record SyntheticModelShape
{
    public int Layers { get; init; } = 12;

    /// <summary>A multiple of 256, so that every K-quantisation fits.</summary>
    public int Embedding { get; init; } = 768;

    public int FeedForward { get; init; } = 2048;

    public int Heads { get; init; } = 12;

    public int KeyValueHeads { get; init; } = 4;

    public int Vocabulary { get; init; } = 8192;

    public int ContextLength { get; init; } = 8192;

    internal int HeadDimension => Embedding / Heads;
}
