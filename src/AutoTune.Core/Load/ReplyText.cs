using System.Text;
using System.Text.Json;

namespace AutoTune.Load;

/// <summary>The text of a streamed reply, from its events' data, a line each.</summary>
internal static class ReplyText
{
    /// <summary>What a conversation goes on from: content without reasoning.</summary>
    public static string Said(ReadOnlySpan<byte> events) => Collect(events, AppendSaid);

    /// <summary>Everything that the model generated: reasoning and tool-call arguments too, as <see cref="StreamDelta.TextBytes"/> counts it.</summary>
    public static string Generated(ReadOnlySpan<byte> events) => Collect(events, AppendGenerated);

    private static string Collect(ReadOnlySpan<byte> events, Action<StringBuilder, JsonElement> append)
    {
        var text = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(events).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line[0] == '{')
                Append(text, line, append);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string json, Action<StringBuilder, JsonElement> append)
    {
        try
        {
            using var data = JsonDocument.Parse(json);
            if (!data.RootElement.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array)
                return;
            foreach (var choice in choices.EnumerateArray())
                append(text, choice);
        }
        catch (JsonException)
        {
            // A line of an event of several lines: it was counted when it came, and a reply without it is a reply.
        }
    }

    private static void AppendSaid(StringBuilder text, JsonElement choice) =>
        text.Append(Text(choice, "text") ?? (choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("delta", out var delta) ? Text(delta, "content") : null));

    private static void AppendGenerated(StringBuilder text, JsonElement within)
    {
        if (within.ValueKind == JsonValueKind.Array)
            foreach (var item in within.EnumerateArray())
                AppendGenerated(text, item);
        if (within.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in within.EnumerateObject())
            if (member.Value.ValueKind == JsonValueKind.String && StreamDelta.CarriesText(member))
                text.Append(member.Value.GetString());
            else if (member.Name != "logprobs")
                AppendGenerated(text, member.Value);
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
