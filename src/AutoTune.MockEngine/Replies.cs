using System.Text;

namespace AutoTune.MockEngine;

/// <summary>Bytes of answers, framed for HTTP/1.1 ahead of time: what is the same for every token is one array.</summary>
internal sealed class Replies
{
    public const string Model = "autotune-mock";

    private const string Word = " tok";

    private readonly Dictionary<(bool IsChat, DeltaKind Delta, int Tokens), byte[]> _deltas = [];

    public static byte[] StreamHead { get; } = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray();

    public static byte[] StreamEnd { get; } = "0\r\n\r\n"u8.ToArray();

    public static byte[] Role { get; } = Event("""{"id":"mock","object":"chat.completion.chunk","created":0,"model":"autotune-mock","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}""");

    public static byte[] Done { get; } = Event("[DONE]");

    public static byte[] ErrorEvent { get; } = Event("""{"error":{"message":"the mock fails as it was told","type":"server_error","code":500}}""");

    public static byte[] Garbage { get; } = Event("{this is no JSON");

    public byte[] Delta(bool isChat, DeltaKind kind, int tokens)
    {
        if (_deltas.TryGetValue((isChat, kind, tokens), out var known))
            return known;
        return _deltas[(isChat, kind, tokens)] = Event(Chunk(isChat, Text(isChat, kind, string.Concat(Enumerable.Repeat(Word, tokens))), "null"));
    }

    public static byte[] Finish(bool isChat) => Event(Chunk(isChat, isChat ? "\"delta\":{}" : "\"text\":\"\"", "\"length\""));

    public static byte[] Usage(GenerationRequest request) => Event(
        $$$"""{"id":"mock","object":"{{{(request.IsChat ? "chat.completion.chunk" : "text_completion")}}}","created":0,"model":"autotune-mock","choices":[],"usage":{{{UsageOf(request)}}}}""");

    public static byte[] Whole(GenerationRequest request)
    {
        var text = string.Concat(Enumerable.Repeat(Word, request.OutputTokens));
        var choice = request.IsChat ? $$"""{"index":0,"message":{"role":"assistant","content":"{{text}}"},"finish_reason":"length"}""" : $$"""{"index":0,"text":"{{text}}","finish_reason":"length"}""";
        return Json(200, $$$"""{"id":"mock","object":"chat.completion","created":0,"model":"autotune-mock","choices":[{{{choice}}}],"usage":{{{UsageOf(request)}}}}""");
    }

    public static byte[] Json(int status, string json) => Plain(status, "application/json", json);

    public static byte[] Plain(int status, string type, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status} {(status == 200 ? "OK" : "Error")}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
    }

    private static string UsageOf(GenerationRequest request) =>
        $$$"""{"prompt_tokens":{{{request.PromptTokens}}},"completion_tokens":{{{request.OutputTokens}}},"total_tokens":{{{request.PromptTokens + request.OutputTokens}}},"prompt_tokens_details":{"cached_tokens":0}}""";

    private static string Text(bool isChat, DeltaKind kind, string words) => (isChat, kind) switch
    {
        (false, _) => $"\"text\":\"{words}\"",
        (_, DeltaKind.Reasoning) => $$"""
            "delta":{"reasoning_content":"{{words}}"}
            """,
        (_, DeltaKind.ToolCall) => $$$"""
            "delta":{"tool_calls":[{"index":0,"id":"call","type":"function","function":{"name":"f","arguments":"{{{words}}}"}}]}
            """,
        _ => $$"""
            "delta":{"content":"{{words}}"}
            """,
    };

    private static string Chunk(bool isChat, string text, string finish) =>
        $$$"""{"id":"mock","object":"{{{(isChat ? "chat.completion.chunk" : "text_completion")}}}","created":0,"model":"autotune-mock","choices":[{"index":0,{{{text}}},"logprobs":null,"finish_reason":{{{finish}}}}]}""";

    /// <summary>One event as one chunk of the transfer.</summary>
    private static byte[] Event(string data)
    {
        var body = Encoding.UTF8.GetBytes($"data: {data}\n\n");
        return [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n"u8];
    }
}
