namespace AutoTune.SearchSpaces;

/// <summary>The names that expressions know besides the parameters; a study gives them their values.</summary>
public static class SpaceFacts
{
    /// <summary>Processor cores that the engine may use.</summary>
    public const string Cores = "cores";

    public const string Gpus = "gpus";

    /// <summary>Tokens that a request may have.</summary>
    public const string MaxContext = "max_context";

    /// <summary>Whether a draft model is at hand.</summary>
    public const string HasDraftModel = "model.has_draft";

    public static IReadOnlyDictionary<string, ExpressionType> Types { get; } = new SortedDictionary<string, ExpressionType>(StringComparer.Ordinal)
    {
        [Cores] = ExpressionType.Number,
        [Gpus] = ExpressionType.Number,
        [MaxContext] = ExpressionType.Number,
        [HasDraftModel] = ExpressionType.Boolean,
        ["model.architecture"] = ExpressionType.Text,
        ["model.layers"] = ExpressionType.Number,
        ["model.hidden"] = ExpressionType.Number,
        ["model.heads"] = ExpressionType.Number,
        ["model.kv_heads"] = ExpressionType.Number,
        ["model.feed_forward"] = ExpressionType.Number,
        ["model.vocabulary"] = ExpressionType.Number,
        ["model.max_context"] = ExpressionType.Number,
        ["model.parameters"] = ExpressionType.Number,
        ["hardware.memory_gib"] = ExpressionType.Number,
        ["hardware.gpu_memory_gib"] = ExpressionType.Number,
        ["hardware.gpu"] = ExpressionType.Text,
        ["workload.input_mean"] = ExpressionType.Number,
        ["workload.output_mean"] = ExpressionType.Number,
    };
}
