using System.Text.Json;

namespace AutoTune.Load.Traces;

/// <summary>Reads conversations in ShareGPT's JSON: the first question of each, with the length of its answer.</summary>
/// <remarks><c>[{"conversations": [{"from": "human", "value": "…"}, {"from": "gpt", "value": "…"}, …]}, …]</c></remarks>
public static class ShareGptReader
{
    /// <summary>Of English text, on average; what the prompt really has, the server says.</summary>
    private const double CharactersPerToken = 4;

    private const int FewestTokens = 4;

    /// <summary>As vLLM's benchmark bounds them.</summary>
    private const int MostInputTokens = 1024;

    private const int MostTokens = 2048;

    /// <exception cref="InvalidDataException">Not of this form, or without a conversation of usable length.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Trace Read(string file)
    {
        using var stream = File.OpenRead(file);
        try
        {
            using var document = JsonDocument.Parse(stream);
            TracedRequest[] requests = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray().Select(First).OfType<TracedRequest>()] : [];
            return requests.Length > 0 ? new(requests, Path.GetFileName(file)) : throw new InvalidDataException($"{file} has no conversation of ShareGPT's form with 4 to {MostInputTokens} tokens of input");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{file}:{broken.LineNumber + 1}: {broken.Message}", broken);
        }
    }

    private static TracedRequest? First(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("conversations", out var turns) || turns.ValueKind != JsonValueKind.Array || turns.GetArrayLength() < 2)
            return null;
        if (Said(turns[0], "human", "user") is not { } question || Said(turns[1], "gpt", "assistant") is not { } answer)
            return null;
        var (input, output) = (Tokens(question), Tokens(answer));
        return input is >= FewestTokens and <= MostInputTokens && output >= FewestTokens && input + output <= MostTokens ? new(null, input, output, [], question) : null;
    }

    private static string? Said(JsonElement turn, params string[] by) =>
        turn.ValueKind == JsonValueKind.Object && turn.TryGetProperty("from", out var from) && by.Contains(from.ToString(), StringComparer.Ordinal) && turn.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static int Tokens(string text) => (int)Math.Round(text.Length / CharactersPerToken);
}
