using System.Text.Json;

namespace AutoTune.MockEngine;

/// <summary>What one request asks for.</summary>
internal sealed record GenerationRequest
{
    private const int DefaultTokens = 16;

    public required bool IsChat { get; init; }

    public required bool IsStream { get; init; }

    public required bool WantsUsage { get; init; }

    /// <summary>Words of the prompt: a word is a token here.</summary>
    public required int PromptTokens { get; init; }

    public required int OutputTokens { get; init; }

    public required Behaviour Behaviour { get; init; }

    /// <param name="usual">Where the request's member <c>mock</c> says nothing else.</param>
    /// <exception cref="JsonException">Not what such a request looks like.</exception>
    public static GenerationRequest Parse(ReceivedRequest received, Behaviour usual)
    {
        using var document = JsonDocument.Parse(received.Body);
        var root = document.RootElement;
        var isChat = received.Path.EndsWith("/chat/completions", StringComparison.Ordinal);
        return new()
        {
            IsChat = isChat,
            IsStream = root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True,
            WantsUsage = root.TryGetProperty("stream_options", out var options) && options.TryGetProperty("include_usage", out var usage) && usage.ValueKind == JsonValueKind.True,
            PromptTokens = isChat ? root.GetProperty("messages").EnumerateArray().Sum(message => Words(message.GetProperty("content"))) : Words(root.GetProperty("prompt")),
            OutputTokens = Tokens(root),
            Behaviour = root.TryGetProperty("mock", out var mock) ? Asked(mock, usual) : usual,
        };
    }

    private static int Tokens(JsonElement root) =>
        root.TryGetProperty("max_tokens", out var most) || root.TryGetProperty("max_completion_tokens", out most) ? Math.Max(1, most.GetInt32()) : DefaultTokens;

    /// <summary>Text, or a list of tokens.</summary>
    public static int Words(JsonElement prompt) => prompt.ValueKind == JsonValueKind.Array
        ? prompt.GetArrayLength()
        : (prompt.GetString() ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    private static Behaviour Asked(JsonElement mock, Behaviour usual)
    {
        var asked = usual;
        foreach (var member in mock.EnumerateObject())
            asked = member.Name switch
            {
                "ttft_ms" => asked with { Ttft = TimeSpan.FromMilliseconds(member.Value.GetDouble()) },
                "tpot_ms" => asked with { Tpot = TimeSpan.FromMilliseconds(member.Value.GetDouble()) },
                "tokens_per_chunk" => asked with { TokensPerChunk = Math.Max(1, member.Value.GetInt32()) },
                "fault" => asked with { Fault = Enum.Parse<Fault>(member.Value.GetString()!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true) },
                "fault_after" => asked with { FaultAfter = member.Value.GetInt32() },
                "stall_ms" => asked with { StallTime = TimeSpan.FromMilliseconds(member.Value.GetDouble()) },
                "delta" => asked with { Delta = Enum.Parse<DeltaKind>(member.Value.GetString()!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true) },
                "usage" => asked with { GivesUsage = member.Value.GetBoolean() },
                "split_bytes" => asked with { SplitBytes = Math.Max(0, member.Value.GetInt32()) },
                _ => throw new JsonException($"'mock' has no member '{member.Name}'"),
            };
        return asked;
    }
}
