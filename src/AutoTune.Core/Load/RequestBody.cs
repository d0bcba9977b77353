using System.Buffers;
using System.Text.Json;

namespace AutoTune.Load;

/// <summary>Serialises one request for the OpenAI-compatible API.</summary>
internal static class RequestBody
{
    public static string PathOf(RequestApi api) => api == RequestApi.Chat ? "v1/chat/completions" : "v1/completions";

    /// <param name="stream">False for the few requests whose timing is of no interest.</param>
    public static byte[] Write(RequestTemplate template, string model, string prompt, int maxTokens, bool stream = true) =>
        Write(template, model, [new ChatMessage("user", prompt)], maxTokens, stream);

    /// <param name="messages">Of completions, which know no roles, the texts follow each other.</param>
    public static byte[] Write(RequestTemplate template, string model, IReadOnlyList<ChatMessage> messages, int maxTokens, bool stream = true)
    {
        var buffer = new ArrayBufferWriter<byte>(messages.Sum(message => message.Text.Length) + 256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, write) in Members(template, model, messages, maxTokens, stream))
            {
                if (template.Extra.ContainsKey(name))
                    continue;
                json.WritePropertyName(name);
                write(json);
            }

            foreach (var (name, value) in template.Extra)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static IEnumerable<(string Name, Action<Utf8JsonWriter> Write)> Members(RequestTemplate template, string model, IReadOnlyList<ChatMessage> messages, int maxTokens, bool stream)
    {
        yield return ("model", json => json.WriteStringValue(model));
        yield return template.Api == RequestApi.Chat
            ? ("messages", json => WriteMessages(json, messages))
            : ("prompt", json => json.WriteStringValue(string.Concat(messages.Select(message => message.Text))));
        yield return ("max_tokens", json => json.WriteNumberValue(maxTokens));
        yield return ("temperature", json => json.WriteNumberValue(template.Temperature));
        if (template.IgnoreEos)
            yield return ("ignore_eos", json => json.WriteBooleanValue(true));
        if (!stream)
            yield break;
        yield return ("stream", json => json.WriteBooleanValue(true));
        yield return ("stream_options", WriteStreamOptions);
    }

    private static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages)
    {
        json.WriteStartArray();
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role);
            json.WriteString("content", message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStreamOptions(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("include_usage", true);
        json.WriteEndObject();
    }
}
