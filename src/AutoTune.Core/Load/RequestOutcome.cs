namespace AutoTune.Load;

/// <summary>What became of one request; times since the probe's start.</summary>
public sealed record RequestOutcome
{
    public required int Index { get; init; }

    public required RequestEnd End { get; init; }

    /// <summary>When it should have been sent; TTFT and E2E count from here, so a late client shows.</summary>
    public required TimeSpan Scheduled { get; init; }

    /// <summary>When it was sent; null where the client dropped it.</summary>
    public TimeSpan? Sent { get; init; }

    /// <summary>First delta that carries a generated token (content, reasoning or tool-call arguments).</summary>
    public TimeSpan? FirstToken { get; init; }

    public TimeSpan? LastToken { get; init; }

    /// <summary>As the server counted them; as planned where it does not say.</summary>
    public int InputTokens { get; init; }

    public int PlannedInputTokens { get; init; }

    /// <summary>Of the prompt: what the server may have in its prefix cache by the workload's design.</summary>
    public int SharedTokens { get; init; }

    public int OutputTokens { get; init; }

    /// <summary>The request's <c>max_tokens</c>.</summary>
    public int PlannedOutputTokens { get; init; }

    /// <summary>Tokens of the first delta; an estimate where the server counts only at the end.</summary>
    public int FirstChunkTokens { get; init; } = 1;

    public TokenCountSource TokenCount { get; init; }

    /// <summary>Prompt tokens that the server took from its prefix cache; null where it does not say.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>Arrival of each delta with tokens, since the probe's start.</summary>
    public IReadOnlyList<TimeSpan> Chunks { get; init; } = [];

    /// <summary>Bytes of text in each of <see cref="Chunks"/>: how the tokens are spread over them where a chunk holds several.</summary>
    public IReadOnlyList<int> ChunkBytes { get; init; } = [];

    /// <summary>Engine's own account of the request (llama.cpp's <c>timings</c>) as JSON; null where it gives none.</summary>
    public string? EngineTimings { get; init; }

    /// <summary>Why it did not complete.</summary>
    public string? Error { get; init; }
}

public enum RequestEnd
{
    Completed,

    /// <summary>Status other than 2xx, or an error event in the stream.</summary>
    ServerError,

    /// <summary>Connection refused or reset, a stream without finish reason or <c>[DONE]</c>, or not parsable.</summary>
    Broken,

    TimedOut,

    /// <summary>Never sent, or cut off by the client: it could not send, or the probe ended or was stopped.</summary>
    Dropped,
}

public enum TokenCountSource
{
    Usage,
    Tokenizer,
    Chunks,
}
