namespace AutoTune.Load;

/// <summary>Spreads a request's tokens over its chunks: servers count only at the end, so a chunk's share follows its text.</summary>
public static class ChunkTokens
{
    /// <summary>Tokens of the first chunk, at least 1, leaving at least 1 for each other chunk.</summary>
    public static int OfFirst(int tokens, IReadOnlyList<int> chunkBytes)
    {
        if (chunkBytes.Count == 0 || tokens <= chunkBytes.Count + 1)
            return 1;
        var share = (double)chunkBytes[0] / chunkBytes.Sum();
        return Math.Clamp((int)Math.Round(tokens * share), 1, tokens - chunkBytes.Count + 1);
    }

    /// <summary>Tokens by chunk; fractions, since only their sum is known.</summary>
    public static double[] Of(RequestOutcome request)
    {
        var chunks = request.ChunkBytes.Count;
        if (request.OutputTokens <= chunks + 1)
            return Enumerable.Repeat(1.0, chunks).ToArray();
        var bytes = (double)request.ChunkBytes.Sum();
        return request.ChunkBytes.Select(own => request.OutputTokens * own / bytes).ToArray();
    }
}
