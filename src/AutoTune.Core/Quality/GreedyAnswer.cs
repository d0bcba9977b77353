using System.Text.Json;
using System.Text.RegularExpressions;

namespace AutoTune.Quality;

/// <summary>Reads the tokens of a completion, with log-probabilities in either of the two shapes that servers use.</summary>
internal static partial class GreedyAnswer
{
    private static readonly Dictionary<string, double> Unknown = [];

    /// <exception cref="InvalidDataException">It is no completion.</exception>
    public static IReadOnlyList<GreedyToken> Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
            throw new InvalidDataException("the answer to a completion has no choices");
        var choice = choices[0];
        if (choice.TryGetProperty("logprobs", out var logprobs) && logprobs.ValueKind == JsonValueKind.Object)
        {
            if (logprobs.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array)
                return [.. content.EnumerateArray().Select(OfContent)];
            if (logprobs.TryGetProperty("tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Array)
                return OfLists(tokens, logprobs);
        }
        var text = choice.TryGetProperty("text", out var whole) && whole.ValueKind == JsonValueKind.String ? whole.GetString()! : "";
        return [.. Words().Matches(text).Select(word => new GreedyToken(word.Value, Unknown))];
    }

    /// <summary>As in chat completions: <c>{"token": " a", "logprob": -0.1, "top_logprobs": [{"token": …, "logprob": …}]}</c>.</summary>
    private static GreedyToken OfContent(JsonElement token)
    {
        var likely = new Dictionary<string, double>(StringComparer.Ordinal);
        if (token.TryGetProperty("top_logprobs", out var top) && top.ValueKind == JsonValueKind.Array)
            foreach (var entry in top.EnumerateArray())
                if (Text(entry) is { Length: > 0 } text && entry.TryGetProperty("logprob", out var logprob) && logprob.ValueKind == JsonValueKind.Number)
                    likely.TryAdd(text, logprob.GetDouble());
        return new(Text(token), likely);
    }

    /// <summary>As in the older completions: <c>{"tokens": [" a"], "top_logprobs": [{" a": -0.1}]}</c>.</summary>
    private static GreedyToken[] OfLists(JsonElement tokens, JsonElement logprobs)
    {
        var tops = logprobs.TryGetProperty("top_logprobs", out var lists) && lists.ValueKind == JsonValueKind.Array ? lists.EnumerateArray().ToArray() : [];
        return [.. tokens.EnumerateArray().Select((token, index) => new GreedyToken(token.GetString() ?? "", index < tops.Length && tops[index].ValueKind == JsonValueKind.Object
            ? tops[index].EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Number).ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble(), StringComparer.Ordinal)
            : Unknown))];
    }

    private static string Text(JsonElement token) => token.TryGetProperty("token", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    [GeneratedRegex(@"\s*\S+")]
    private static partial Regex Words();
}
