using System.Globalization;
using System.Text.Json;

namespace AutoTune.LanguageModels;

/// <summary>Reads a model's sizes by the names that <c>config.json</c> of Hugging Face has for them.</summary>
public static class ModelConfig
{
    private static readonly string[] ExpertCounts = ["num_experts", "num_local_experts", "n_routed_experts"];
    private static readonly string[] ExpertsPerToken = ["num_experts_per_tok", "experts_per_token"];

    /// <param name="json">Of a text model, or of one that has it in <c>text_config</c>.</param>
    /// <exception cref="InvalidDataException">It is no JSON, or lacks a size.</exception>
    public static ModelDimensions Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException("a model's config.json is one JSON object");
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            Add(values, root);
            if (root.TryGetProperty("text_config", out var text) && text.ValueKind == JsonValueKind.Object)
                Add(values, text);
            return Of(values);
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"it is no JSON: {broken.Message}", broken);
        }
    }

    /// <exception cref="InvalidDataException">A size is missing.</exception>
    internal static ModelDimensions Of(IReadOnlyDictionary<string, string> values)
    {
        var (layers, heads) = (Needed(values, "num_hidden_layers"), Needed(values, "num_attention_heads"));
        var feedForward = Whole(values, "intermediate_size") ?? Needed(values, "moe_intermediate_size");
        return new()
        {
            Architecture = values.GetValueOrDefault("architecture") ?? values.GetValueOrDefault("model_type") ?? "unknown",
            Layers = layers,
            Hidden = Needed(values, "hidden_size"),
            Heads = heads,
            KvHeads = Whole(values, "num_key_value_heads") ?? heads,
            FeedForward = feedForward,
            Vocabulary = Needed(values, "vocab_size"),
            MaxContext = Needed(values, "max_position_embeddings"),
            OwnHeadSize = Whole(values, "head_dim") ?? 0,
            TiesEmbeddings = values.GetValueOrDefault("tie_word_embeddings") == "true",
            Experts = First(values, ExpertCounts) is > 1 and var experts
                ? new(experts, First(values, ExpertsPerToken) ?? 1, Whole(values, "moe_intermediate_size") ?? feedForward, Whole(values, "n_shared_experts") ?? 0, Whole(values, "first_k_dense_replace") ?? 0)
                : null,
            Latent = Whole(values, "kv_lora_rank") is { } rank
                ? new(Whole(values, "q_lora_rank") ?? 0, rank, Needed(values, "qk_rope_head_dim"), Needed(values, "qk_nope_head_dim"), Needed(values, "v_head_dim"))
                : null,
            Window = WindowOf(values, layers),
            PredictionLayers = Whole(values, "num_nextn_predict_layers") ?? 0,
            Precision = PrecisionOf(values),
        };
    }

    /// <summary>A window that is named and switched off, or that no layer has, is none.</summary>
    private static SlidingWindow? WindowOf(IReadOnlyDictionary<string, string> values, int layers)
    {
        if (Whole(values, "sliding_window") is not { } tokens || values.GetValueOrDefault("use_sliding_window") == "false")
            return null;
        var full = Whole(values, "full_attention_layers") ?? (Whole(values, "sliding_window_pattern") is > 0 and var pattern ? layers / pattern : 0);
        return full == layers ? null : new(tokens, full);
    }

    private static string? PrecisionOf(IReadOnlyDictionary<string, string> values) =>
        values.GetValueOrDefault("precision") ?? values.GetValueOrDefault("quant_method") ?? (values.GetValueOrDefault("dtype") ?? values.GetValueOrDefault("torch_dtype")) switch
        {
            "bfloat16" => "bf16",
            "float16" or "half" => "fp16",
            "float32" or "float" => "fp32",
            var other => other,
        };

    /// <summary>Scalars by name; of the list of layers' kinds, how many see everything.</summary>
    private static void Add(Dictionary<string, string> values, JsonElement config)
    {
        foreach (var member in config.EnumerateObject())
            if (member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String)
                values[member.Name] = member.Value.ToString();
            else if (member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                values[member.Name] = member.Value.GetBoolean() ? "true" : "false";
            else if (member is { Name: "layer_types", Value.ValueKind: JsonValueKind.Array })
                values["full_attention_layers"] = member.Value.EnumerateArray().Count(kind => kind.ToString() == "full_attention").ToString(CultureInfo.InvariantCulture);
            else if (member is { Name: "quantization_config", Value.ValueKind: JsonValueKind.Object } && member.Value.TryGetProperty("quant_method", out var method))
                values["quant_method"] = method.ToString();
    }

    private static int? First(IReadOnlyDictionary<string, string> values, string[] names) => names.Select(name => Whole(values, name)).FirstOrDefault(value => value is not null);

    private static int Needed(IReadOnlyDictionary<string, string> values, string name) => Whole(values, name) ?? throw new InvalidDataException($"a model's configuration needs '{name}'");

    private static int? Whole(IReadOnlyDictionary<string, string> values, string name) =>
        values.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
