namespace AutoTune.Quality;

/// <summary>How the baseline goes on after fixed texts.</summary>
public sealed record AgreementReference
{
    /// <summary>Tokens of the reference's continuation after each prompt.</summary>
    private const int ContinuationTokens = 32;

    /// <summary>Compared in pieces, so that speculation, too, has something to guess.</summary>
    private const int PieceTokens = 8;

    /// <summary>Requests at once when others are compared: computed together, as under load.</summary>
    private const int Together = 8;

    /// <summary>Of the configuration that made it.</summary>
    public required string Key { get; init; }

    public required IReadOnlyList<ReferencePiece> Pieces { get; init; }

    /// <summary>With itself, alone against several requests at once: rounding differs, the model does not.</summary>
    public required Agreement WithItself { get; init; }

    /// <exception cref="HttpRequestException">The server refuses.</exception>
    /// <exception cref="InvalidDataException">It answers something else than completions, or nothing after any prompt.</exception>
    public static async Task<AgreementReference> CreateAsync(string key, IReadOnlyList<string> prompts, GreedyClient server, CancellationToken ct)
    {
        var pieces = new List<ReferencePiece>();
        foreach (var prompt in prompts)
        {
            var continuation = await server.ContinueAsync(prompt, ContinuationTokens, ct);
            for (var start = 0; start < continuation.Count; start += PieceTokens)
            {
                var text = prompt + string.Concat(continuation.Take(start).Select(token => token.Text));
                // Asked again after the same text that others are given: however it is cut into tokens, it is cut alike.
                if (await server.ContinueAsync(text, PieceTokens, ct) is { Count: > 0 } tokens)
                    pieces.Add(new(text, tokens));
            }
        }
        if (pieces.Count == 0)
            throw new InvalidDataException("it answered none of the prompts with any text");
        var reference = new AgreementReference { Key = key, Pieces = pieces, WithItself = new(0, 0, null) };
        return reference with { WithItself = await reference.CompareAsync(server, ct) };
    }

    /// <exception cref="HttpRequestException">The server refuses.</exception>
    /// <exception cref="InvalidDataException">It answers something else than completions.</exception>
    public async Task<Agreement> CompareAsync(GreedyClient server, CancellationToken ct)
    {
        var parts = new Agreement[Pieces.Count];
        await Parallel.ForAsync(0, Pieces.Count, new ParallelOptions { MaxDegreeOfParallelism = Together, CancellationToken = ct }, async (index, cancelled) =>
        {
            var other = await server.ContinueAsync(Pieces[index].Text, PieceTokens, cancelled);
            parts[index] = Agreement.Of(Pieces[index].Tokens, other);
        });
        return Agreement.Sum(parts);
    }
}

/// <param name="Text">Prompt and what the reference has said so far.</param>
public sealed record ReferencePiece(string Text, IReadOnlyList<GreedyToken> Tokens);
