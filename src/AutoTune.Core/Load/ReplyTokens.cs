namespace AutoTune.Load;

/// <summary>Counts the replies whose server gave no <c>usage</c>, by its own tokenizer, once the load is over. Where it has none, a chunk stays a token, and the probe says so.</summary>
internal static class ReplyTokens
{
    private const int AtOnce = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <exception cref="OperationCanceledException"><paramref name="ct"/> only: a tokenizer that takes too long is none.</exception>
    public static async Task CountAsync(IEnumerable<StreamingRequest> ended, ServingEndpoint target, CancellationToken ct)
    {
        var uncounted = ended.Where(request => request is { KeepsReply: true, Outcome: { TokenCount: TokenCountSource.Chunks, Chunks.Count: > 0 } }).ToArray();
        if (uncounted.Length == 0)
            return;
        using var client = ServingHttp.CreateClient();
        client.DefaultRequestHeaders.Authorization = ServingHttp.Authorization(target);
        var tokenizer = new ServerTokenizer(client, target);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await Parallel.ForEachAsync(uncounted, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = patience.Token }, async (request, inner) =>
            {
                if (await tokenizer.CountAsync(request.Generated(), inner) is { } tokens)
                    request.Recount(tokens);
                else
                    await patience.CancelAsync();
            });
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // What is not counted stays flagged.
        }
    }
}
