using System.Buffers;
using System.Text.Json;

namespace AutoTune.Load;

/// <summary>Serialises one request for the OpenAI-compatible API.</summary>
internal static class RequestBody
{
    public static string PathOf(RequestApi api) => api == RequestApi.Chat ? "v1/chat/completions" : "v1/completions";

    /// <param name="stream">False for the few requests whose timing is of no interest.</param>
    public static byte[] Write(RequestTemplate template, string model, string prompt, int maxTokens, bool stream = true)
    {
        var buffer = new ArrayBufferWriter<byte>(prompt.Length + 256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, write) in Members(template, model, prompt, maxTokens, stream))
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

    private static IEnumerable<(string Name, Action<Utf8JsonWriter> Write)> Members(RequestTemplate template, string model, string prompt, int maxTokens, bool stream)
    {
        yield return ("model", json => json.WriteStringValue(model));
        yield return template.Api == RequestApi.Chat
            ? ("messages", json => WriteMessages(json, prompt))
            : ("prompt", json => json.WriteStringValue(prompt));
        yield return ("max_tokens", json => json.WriteNumberValue(maxTokens));
        yield return ("temperature", json => json.WriteNumberValue(template.Temperature));
        if (template.IgnoreEos)
            yield return ("ignore_eos", json => json.WriteBooleanValue(true));
        if (!stream)
            yield break;
        yield return ("stream", json => json.WriteBooleanValue(true));
        yield return ("stream_options", WriteStreamOptions);
    }

    private static void WriteMessages(Utf8JsonWriter json, string prompt)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", prompt);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteStreamOptions(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("include_usage", true);
        json.WriteEndObject();
    }
}
