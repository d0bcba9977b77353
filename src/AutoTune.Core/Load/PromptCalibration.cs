namespace AutoTune.Load;

/// <summary>How many tokens a prompt has on one server: fixed ones (chat template, first token) and those of each word of <see cref="PromptWords"/>.</summary>
/// <param name="FixedTokens">Of an empty prompt.</param>
/// <param name="TokensPerWord">By word; one entry is the mean of all.</param>
/// <param name="Source">Where the figures come from.</param>
public sealed record PromptCalibration(double FixedTokens, IReadOnlyList<double> TokensPerWord, CalibrationSource Source)
{
    /// <summary>Nothing is known yet: common words are mostly one token each.</summary>
    public static PromptCalibration Assumed { get; } = new(0, [1.0], CalibrationSource.Assumed);

    /// <summary>False where the server's streams carry no <c>usage</c>: replies are then kept, to be counted by its tokenizer.</summary>
    public bool RepliesAreCounted { get; init; } = true;

    public double TokensOf(int word) => TokensPerWord[TokensPerWord.Count == 1 ? 0 : word];
}

public enum CalibrationSource
{
    Assumed,

    /// <summary>From <c>usage.prompt_tokens</c> of three requests: right on average.</summary>
    Usage,

    /// <summary>From the server's own tokenizer, word by word: exact.</summary>
    Tokenizer,
}
