namespace AutoTune.Tests.Load;

/// <summary>Server-sent events as engines write them.</summary>
internal static class Events
{
    public const string Role = """data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""" + "\n\n";
    public const string Finish = """data: {"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}""" + "\n\n";
    public const string Done = "data: [DONE]\n\n";

    public static string Content(string text) => $$"""data: {"choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""" + "\n\n";

    public static string Reasoning(string text) => $$"""data: {"choices":[{"index":0,"delta":{"reasoning_content":"{{text}}"},"finish_reason":null}]}""" + "\n\n";

    public static string ToolCall(string arguments) =>
        $$$"""data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{{{arguments}}}"}}]}}]}""" + "\n\n";

    public static string Usage(int prompt, int completion) =>
        $$$"""data: {"choices":[],"usage":{"prompt_tokens":{{{prompt}}},"completion_tokens":{{{completion}}},"prompt_tokens_details":{"cached_tokens":1}},"timings":{"prompt_ms":12.5}}""" + "\n\n";
}
