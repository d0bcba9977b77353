using System.Text.Json;

namespace AutoTune.Load;

/// <summary>Learns how many tokens a server makes of our words: from its tokenizer where it offers one, else from three requests.</summary>
public sealed class PromptCalibrator : IDisposable
{
    /// <summary>Words that are sent once and twice: what both have in common is not of the words, whatever these cost.</summary>
    private const int Block = 8;

    /// <summary>Words. Longer ones tell a word's mean tokens better, and may not fit a short context.</summary>
    private static readonly int[] LongPrompts = [96, 40, 24];

    private const ulong TextSeed = 0x5EED;

    private readonly HttpClient _client = ServingHttp.CreateClient();

    /// <returns><see cref="PromptCalibration.Assumed"/> where the server counts nothing.</returns>
    /// <exception cref="HttpRequestException">The server refuses requests or cannot be reached.</exception>
    public async Task<PromptCalibration> CalibrateAsync(ServingEndpoint target, RequestTemplate template, CancellationToken ct)
    {
        _client.DefaultRequestHeaders.Authorization = ServingHttp.Authorization(target);
        return await OfPromptsAsync(target, template, ct) with { RepliesAreCounted = await CountsRepliesAsync(target, template, ct) };
    }

    public void Dispose() => _client.Dispose();

    private async Task<PromptCalibration> OfPromptsAsync(ServingEndpoint target, RequestTemplate template, CancellationToken ct)
    {
        if (await CountAsync(target, template, Twice, ct) is not { } ofTwo)
            return PromptCalibration.Assumed;
        if (await TokenizeWordsAsync(target, ct) is { } perWord)
            return new(ofTwo - Twice.Split(' ').Sum(word => perWord[Array.IndexOf(PromptWords.All, word)]), perWord, CalibrationSource.Tokenizer);
        if (await CountAsync(target, template, Once, ct) is not { } ofOne)
            return PromptCalibration.Assumed;
        var fixedTokens = Math.Max(0, 2 * ofOne - ofTwo);
        var perWordOnAverage = await TokensPerWordAsync(target, template, fixedTokens, ct) ?? (double)(ofTwo - fixedTokens) / (2 * Block);
        return new(fixedTokens, [Math.Max(0.1, perWordOnAverage)], CalibrationSource.Usage);
    }

    /// <summary>From the longest prompt that the server takes; null where it takes none.</summary>
    private async Task<double?> TokensPerWordAsync(ServingEndpoint target, RequestTemplate template, int fixedTokens, CancellationToken ct)
    {
        foreach (var words in LongPrompts)
        {
            try
            {
                if (await CountAsync(target, template, Text(words), ct) is { } many)
                    return (double)(many - fixedTokens) / words;
            }
            catch (HttpRequestException refused) when (refused.StatusCode == System.Net.HttpStatusCode.BadRequest)
            {
                // Longer than its context.
            }
        }
        return null;
    }

    /// <summary>One short answer as a stream: some servers count only what they do not stream. What is no stream at all is for the first probe to tell.</summary>
    private async Task<bool> CountsRepliesAsync(ServingEndpoint target, RequestTemplate template, CancellationToken ct)
    {
        var body = RequestBody.Write(template, target.Model, Once, maxTokens: 1);
        using var response = await PostAsync(target, template.Api, body, ct);
        if (!StreamingRequest.IsEventStream((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType))
            return true;
        var request = new StreamingRequest(new PlannedRequest(0, TimeSpan.Zero, Block, 1, TextSeed));
        request.Read(await response.Content.ReadAsByteArrayAsync(ct), TimeSpan.Zero);
        request.Complete();
        return request.Outcome!.End != RequestEnd.Completed || request.Outcome.TokenCount == TokenCountSource.Usage;
    }

    private static string Once => Text(Block);

    private static string Twice => $"{Once} {Once}";

    private static string Text(int words) => PromptWriter.Write(TextSeed, words, PromptCalibration.Assumed);

    private async Task<int?> CountAsync(ServingEndpoint target, RequestTemplate template, string text, CancellationToken ct)
    {
        var body = RequestBody.Write(template, target.Model, text, maxTokens: 1, stream: false);
        using var response = await PostAsync(target, template.Api, body, ct);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{target.BaseAddress} answered a first request with {(int)response.StatusCode} {response.ReasonPhrase}", null, response.StatusCode);
        using var answer = await ServingHttp.ReadJsonAsync(response, ct);
        return answer?.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
            && usage.TryGetProperty("prompt_tokens", out var tokens) && tokens.TryGetInt32(out var count) ? count : null;
    }

    /// <summary>All words in one request; the pieces of the answer are dealt out to the words that they spell.</summary>
    private async Task<double[]?> TokenizeWordsAsync(ServingEndpoint target, CancellationToken ct)
    {
        using var answer = await new ServerTokenizer(_client, target).TokenizeAsync(string.Join(' ', PromptWords.All), withPieces: true, ct);
        return answer is null ? null : TokensByWord(answer.RootElement);
    }

    internal static double[]? TokensByWord(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("tokens", out var tokens) || tokens.ValueKind != JsonValueKind.Array)
            return null;
        var counts = new double[PromptWords.All.Length];
        var ends = WordEnds();
        var letters = 0;
        var word = 0;
        foreach (var token in tokens.EnumerateArray())
        {
            if (token.ValueKind != JsonValueKind.Object || !token.TryGetProperty("piece", out var piece) || piece.ValueKind != JsonValueKind.String)
                return null;
            counts[Math.Min(word, counts.Length - 1)]++;
            letters += piece.GetString()!.Count(char.IsAsciiLetterLower);
            while (word < ends.Length && letters >= ends[word])
                word++;
        }

        return letters == ends[^1] && counts.All(count => count > 0) ? counts : null;
    }

    /// <summary>Letters up to the end of each word.</summary>
    private static int[] WordEnds()
    {
        var sum = 0;
        return PromptWords.All.Select(word => sum += word.Length).ToArray();
    }

    private async Task<HttpResponseMessage> PostAsync(ServingEndpoint target, RequestApi api, byte[] body, CancellationToken ct)
    {
        using var content = ServingHttp.Json(body);
        return await _client.PostAsync(ServingHttp.Address(target, RequestBody.PathOf(api)), content, ct);
    }
}
