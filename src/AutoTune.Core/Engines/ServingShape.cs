using AutoTune.LanguageModels;
using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>What of a configuration decides memory and speed, whatever the engine calls it: read by the roles of its parameters.</summary>
public sealed record ServingShape
{
    public int TensorParallel { get; init; } = 1;

    public int PipelineParallel { get; init; } = 1;

    public int DataParallel { get; init; } = 1;

    /// <summary>Data-parallel groups are parts of the tensor-parallel one, and share all but attention.</summary>
    public bool DataParallelAttention { get; init; }

    /// <summary>Whole experts on each GPU in place of a slice of every one.</summary>
    public bool WholeExperts { get; init; }

    public int Replicas { get; init; } = 1;

    /// <summary>The roles that the memory and performance models read.</summary>
    public static IReadOnlyList<string> Roles { get; } =
    [
        "tensor_parallel", "pipeline_parallel", "data_parallel", "dp_attention", "attention_data_parallel", "expert_parallel", "replicas", "weights", "kv", "running_requests", "batched_tokens", "prefill_chunk", "graph_batch", "speculation", "draft_tokens",
    ];

    /// <summary>Null where the engine has no such parameter: the model's own.</summary>
    public string? Weights { get; init; }

    /// <summary>Of the KV cache; null for 16 bits.</summary>
    public string? Kv { get; init; }

    /// <summary>Most requests of a step; null where the engine has no such limit.</summary>
    public int? RunningRequests { get; init; }

    /// <summary>Most tokens of a step, or of a prompt's piece.</summary>
    public int? StepTokens { get; init; }

    /// <summary>Largest batch that runs as a recorded graph; null where there are none.</summary>
    public int? GraphBatch { get; init; }

    /// <summary>Tokens that are guessed ahead; 0: none.</summary>
    public int DraftTokens { get; init; }

    /// <summary>The kind of guessing; null for none.</summary>
    public string? Speculation { get; init; }

    public ModelSharing Sharing => DataParallelAttention
        ? new(Math.Max(1, TensorParallel / DataParallel), TensorParallel, PipelineParallel)
        : new(TensorParallel, TensorParallel * DataParallel, PipelineParallel);

    public static ServingShape Of(EngineDefinition engine, ServingConfig config)
    {
        var byRole = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
        foreach (var parameter in engine.Branch.WithRoles)
            if (config.Values.TryGetValue(parameter.Name, out var own))
                byRole.TryAdd(parameter.Role!, own);
        int? Number(string role) => byRole.TryGetValue(role, out var value) && value.Kind is ValueKind.Integer or ValueKind.Real ? (int)value.Number : null;
        // 0 and -1 are how engines say that there is no limit.
        int? Limit(string role) => Number(role) is > 0 and var limit ? limit : null;
        string? Text(string role) => byRole.TryGetValue(role, out var value) ? value.ToString() : null;
        bool IsOn(string role) => byRole.TryGetValue(role, out var value) && (value.Kind == ValueKind.Boolean ? value.IsTrue : value.Kind == ValueKind.Integer && value.Number > 1);
        var speculation = Text("speculation") is { } kind && kind != "off" ? kind : null;
        return new()
        {
            TensorParallel = Number("tensor_parallel") ?? 1,
            PipelineParallel = Number("pipeline_parallel") ?? 1,
            DataParallel = Number("data_parallel") ?? (IsOn("attention_data_parallel") ? Number("tensor_parallel") ?? 1 : 1),
            DataParallelAttention = IsOn("dp_attention") || IsOn("attention_data_parallel"),
            WholeExperts = IsOn("expert_parallel"),
            Replicas = Number("replicas") ?? 1,
            Weights = Text("weights"),
            Kv = Text("kv") is { } kv && kv != "auto" ? kv : null,
            RunningRequests = Limit("running_requests"),
            StepTokens = Limit("prefill_chunk") ?? Limit("batched_tokens"),
            GraphBatch = Number("graph_batch"),
            Speculation = speculation,
            DraftTokens = speculation is null ? 0 : Number("draft_tokens") ?? 1,
        };
    }
}
