using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using AutoTune.Load;

namespace AutoTune.Tests.Load;

/// <summary>What a whole event stream says, parsed slowly and all at once: the yardstick of the fast reader, and another way to the same answer (text, documents, recursion).</summary>
internal sealed class SlowStreamParser
{
    private static readonly string[] TextNames = ["content", "reasoning_content", "reasoning", "text", "arguments"];

    private readonly List<int> _chunkBytes = [];
    private int? _completion;
    private int? _prompt;
    private bool _finished;
    private bool _done;
    private bool _failed;
    private bool _broken;

    public static (RequestEnd End, int? Completion, int? Prompt, IReadOnlyList<int> ChunkBytes) Parse(ReadOnlySpan<byte> body)
    {
        var parser = new SlowStreamParser();
        foreach (var (data, isError) in Events(body))
            parser.Take(data, isError);
        var end = parser._failed ? RequestEnd.ServerError : parser._finished || parser._done ? RequestEnd.Completed : RequestEnd.Broken;
        return (end, parser._completion, parser._prompt, parser._chunkBytes);
    }

    /// <summary>Latin-1 keeps every byte one character.</summary>
    private static IEnumerable<(byte[] Data, bool IsError)> Events(ReadOnlySpan<byte> body)
    {
        var lines = Encoding.Latin1.GetString(body).Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line);
        var events = new List<(byte[], bool)>();
        List<string>? data = null;
        var isError = false;
        foreach (var line in lines.Append(""))
        {
            var errors = line.StartsWith("error:", StringComparison.Ordinal);
            isError |= errors;
            if (errors)
                (data ??= []).Add(Value(line["error:".Length..]));
            else if (line.StartsWith("data:", StringComparison.Ordinal))
                (data ??= []).Add(Value(line["data:".Length..]));
            if (line.Length > 0)
                continue;
            if (data is not null)
                events.Add((Encoding.Latin1.GetBytes(string.Join('\n', data)), isError));
            (data, isError) = (null, false);
        }

        return events;
    }

    private static string Value(string text) => text.StartsWith(' ') ? text[1..] : text;

    private void Take(byte[] data, bool isError)
    {
        if (_done || _failed || _broken)
            return;
        if (data.AsSpan().SequenceEqual("[DONE]"u8))
            _done = true;
        else if (isError)
            _failed = true;
        else
            TakeDocument(data);
    }

    private void TakeDocument(byte[] data)
    {
        try
        {
            using var document = JsonDocument.Parse(data);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                _broken = true;
                return;
            }

            TakeRoot(document.RootElement);
        }
        catch (JsonException)
        {
            _broken = true;
        }
    }

    private void TakeRoot(JsonElement root)
    {
        var bytes = 0;
        foreach (var member in root.EnumerateObject())
        {
            if (member.NameEquals("choices") && member.Value.ValueKind == JsonValueKind.Array)
                bytes += TextIn(member.Value);
            else if (member.NameEquals("usage") && member.Value.ValueKind == JsonValueKind.Object)
                TakeUsage(member.Value);
            else if (member.NameEquals("error"))
                _failed |= member.Value.ValueKind != JsonValueKind.Null;
        }

        if (bytes > 0)
            _chunkBytes.Add(bytes);
    }

    private int TextIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Sum(TextIn),
        JsonValueKind.Object => element.EnumerateObject().Sum(TextIn),
        _ => 0,
    };

    private int TextIn(JsonProperty member)
    {
        // Names are compared as bytes: what a mutation made of them may be no text.
        if (TextNames.Any(member.NameEquals))
            return member.Value.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(member.Value).Length - 2 : 0;
        if (member.NameEquals("logprobs"))
            return 0;
        if (member.NameEquals("finish_reason"))
            _finished |= member.Value.ValueKind == JsonValueKind.String;
        return TextIn(member.Value);
    }

    private void TakeUsage(JsonElement usage)
    {
        foreach (var member in usage.EnumerateObject())
        {
            if (member.NameEquals("completion_tokens"))
                _completion = Number(member.Value);
            else if (member.NameEquals("prompt_tokens"))
                _prompt = Number(member.Value);
            TakeNested(member.Value);
        }
    }

    private void TakeNested(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            TakeUsage(value);
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var element in value.EnumerateArray())
                TakeNested(element);
    }

    private static int? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}
