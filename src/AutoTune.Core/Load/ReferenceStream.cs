namespace AutoTune.Load;

/// <summary>Stream k of a study: the same requests serve probe k of every candidate, scaled in time (common random numbers).</summary>
/// <param name="Number">k, from 0; a stream is never used twice for one configuration.</param>
/// <param name="Seed">The study's seed; contents are a pure function of (seed, number, index).</param>
public sealed record ReferenceStream(Workload Workload, int Number, ulong Seed);

/// <summary>One request of a probe before it is sent.</summary>
/// <param name="Scheduled">Since the probe's start.</param>
/// <param name="TextSeed">Makes its prompt unique and repeatable.</param>
public sealed record PlannedRequest(int Index, TimeSpan Scheduled, int InputTokens, int OutputTokens, ulong TextSeed)
{
    /// <summary>The prompt's beginning, in order, where the workload shares it; the rest is the request's own.</summary>
    public IReadOnlyList<PromptBlock> Shared { get; init; } = [];

    /// <summary>A text in place of words; behind a nonce, so that no cache knows it.</summary>
    public string? Text { get; init; }

    /// <summary>Of a conversation's later turn: what was said before, as the server counted it.</summary>
    public int HistoryTokens { get; init; }

    /// <summary>Tokens that the server may have in its prefix cache by the workload's design.</summary>
    public int SharedTokens => HistoryTokens + Shared.Sum(block => block.Tokens);

    /// <summary>Null outside of conversations.</summary>
    internal Session? Session { get; init; }

    /// <summary>Ready to be sent; null where it is written when it is sent.</summary>
    internal byte[]? Body { get; init; }
}
