using System.Text;
using System.Text.Json;

namespace AutoTune.Load;

/// <summary>The text of a streamed reply, from its events.</summary>
internal static class ReplyText
{
    /// <param name="events">Their data, a line each.</param>
    public static string Of(ReadOnlySpan<byte> events)
    {
        var text = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(events).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line[0] == '{')
                Append(text, line);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string json)
    {
        try
        {
            using var data = JsonDocument.Parse(json);
            if (!data.RootElement.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array)
                return;
            foreach (var choice in choices.EnumerateArray())
                text.Append(Text(choice, "text") ?? (choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("delta", out var delta) ? Text(delta, "content") : null));
        }
        catch (JsonException)
        {
            // A line of an event of several lines: it was counted when it came, and a reply without it is a reply.
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
