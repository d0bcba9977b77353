using System.Text;
using System.Text.Json;

namespace AutoTune.Load;

/// <summary>What one event of an OpenAI-compatible stream says, as far as a load test cares.</summary>
internal struct StreamDelta
{
    private static readonly byte[][] TextMembers = [[.. "content"u8], [.. "reasoning_content"u8], [.. "reasoning"u8], [.. "text"u8], [.. "arguments"u8]];

    /// <summary>Of generated text: content, reasoning or tool-call arguments; 0 for a role or an empty delta.</summary>
    public int TextBytes;

    public bool Finished;
    public int? PromptTokens;
    public int? CompletionTokens;
    public int? CachedTokens;
    public string? Timings;
    public string? Error;

    /// <exception cref="JsonException">Not JSON.</exception>
    public static StreamDelta Parse(ReadOnlySpan<byte> json)
    {
        var delta = default(StreamDelta);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("an event that is no JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            delta.ReadMember(ref reader, json);
        _ = reader.Read();    // throws where anything but white space follows
        return delta;
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.ValueTextEquals("choices"u8))
            ReadChoices(ref reader);
        else if (reader.ValueTextEquals("usage"u8))
            ReadUsage(ref reader);
        else if (reader.ValueTextEquals("timings"u8))
            Timings = ReadRaw(ref reader, json);
        else if (reader.ValueTextEquals("error"u8))
            Error = ReadRaw(ref reader, json);
        else
            reader.Skip();
    }

    private static string? ReadRaw(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]);
    }

    /// <summary>Inside choices every string under a name that carries generated text counts, however deep: delta.content, text, tool_calls[].function.arguments.</summary>
    private void ReadChoices(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                ReadChoiceMember(ref reader);
        }
    }

    private void ReadChoiceMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("finish_reason"u8))
        {
            reader.Read();
            Finished |= reader.TokenType == JsonTokenType.String;
        }
        else if (CarriesText(ref reader))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
                TextBytes += reader.ValueSpan.Length;
            else
                reader.Skip();
        }
        else if (reader.ValueTextEquals("logprobs"u8))
        {
            reader.Skip();
        }
    }

    /// <summary>Whether a string under this name in a choice is generated text.</summary>
    public static bool CarriesText(JsonProperty member) => Array.Exists(TextMembers, name => member.NameEquals(name));

    private static bool CarriesText(ref Utf8JsonReader reader)
    {
        foreach (var name in TextMembers)
            if (reader.ValueTextEquals(name))
                return true;
        return false;
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                ReadCount(ref reader);
        }
    }

    private void ReadCount(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("prompt_tokens"u8))
            PromptTokens = ReadNumber(ref reader);
        else if (reader.ValueTextEquals("completion_tokens"u8))
            CompletionTokens = ReadNumber(ref reader);
        else if (reader.ValueTextEquals("cached_tokens"u8))
            CachedTokens = ReadNumber(ref reader);
    }

    private static int? ReadNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : null;
    }
}
