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

    /// <summary>Whether that is a head which was trained for the model (EAGLE), and no model of its own; missing where there is none.</summary>
    public const string DraftIsHead = "model.draft_is_head";

    public static IReadOnlyDictionary<string, ExpressionType> Types { get; } = new SortedDictionary<string, ExpressionType>(StringComparer.Ordinal)
    {
        [Cores] = ExpressionType.Number,
        [Gpus] = ExpressionType.Number,
        [MaxContext] = ExpressionType.Number,
        [HasDraftModel] = ExpressionType.Boolean,
        [DraftIsHead] = ExpressionType.Boolean,
        ["model.architecture"] = ExpressionType.Text,
        ["model.layers"] = ExpressionType.Number,
        ["model.hidden"] = ExpressionType.Number,
        ["model.heads"] = ExpressionType.Number,
        ["model.kv_heads"] = ExpressionType.Number,
        ["model.feed_forward"] = ExpressionType.Number,
        ["model.vocabulary"] = ExpressionType.Number,
        ["model.max_context"] = ExpressionType.Number,
        ["model.parameters"] = ExpressionType.Number,
        ["model.head_size"] = ExpressionType.Number,
        ["model.experts"] = ExpressionType.Number,
        ["model.expert_feed_forward"] = ExpressionType.Number,
        ["model.latent_attention"] = ExpressionType.Boolean,
        ["model.prediction_layers"] = ExpressionType.Number,
        ["model.precision"] = ExpressionType.Text,
        ["hardware.memory_gib"] = ExpressionType.Number,
        ["hardware.gpu_memory_gib"] = ExpressionType.Number,
        ["hardware.gpu"] = ExpressionType.Text,
        ["hardware.maker"] = ExpressionType.Text,
        ["hardware.compute_capability"] = ExpressionType.Number,
        ["hardware.link_gbs"] = ExpressionType.Number,
        ["hardware.has_fp8"] = ExpressionType.Boolean,
        ["hardware.has_fp4"] = ExpressionType.Boolean,
        ["hardware.has_bf16"] = ExpressionType.Boolean,
        ["workload.input_mean"] = ExpressionType.Number,
        ["workload.output_mean"] = ExpressionType.Number,
    };
}
