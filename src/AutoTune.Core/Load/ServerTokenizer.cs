using System.Text.Json;

namespace AutoTune.Load;

/// <summary>A server's own tokenizer, where it offers one: llama.cpp's <c>/tokenize</c> reads <c>content</c>, vLLM's reads <c>prompt</c>.</summary>
internal sealed class ServerTokenizer(HttpClient client, ServingEndpoint target)
{
    /// <param name="withPieces">Each token with the text that it stands for, where the server can say so.</param>
    /// <returns>Null where there is no tokenizer.</returns>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<JsonDocument?> TokenizeAsync(string text, bool withPieces, CancellationToken ct)
    {
        var request = new TokenizeRequest(target.Model, text, text, withPieces, AddSpecial: false, AddSpecialTokens: false);
        using var content = ServingHttp.Json(JsonSerializer.SerializeToUtf8Bytes(request, TokenizeJson.Default.TokenizeRequest));
        using var response = await client.PostAsync(ServingHttp.Address(target, "tokenize"), content, ct);
        return response.IsSuccessStatusCode ? await ServingHttp.ReadJsonAsync(response, ct) : null;
    }

    /// <returns>Tokens of a text by itself; null where there is no tokenizer.</returns>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<int?> CountAsync(string text, CancellationToken ct)
    {
        using var answer = await TokenizeAsync(text, withPieces: false, ct);
        return answer?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Array
            ? tokens.GetArrayLength()
            : null;
    }
}
