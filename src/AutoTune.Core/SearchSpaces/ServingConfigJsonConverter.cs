using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoTune.SearchSpaces;

/// <summary><c>{"engine": "llama-cpp", "values": {"slots": 8, "flash_attention": "on"}}</c>; values as <see cref="ParameterValueJsonConverter"/> writes them.</summary>
public sealed class ServingConfigJsonConverter : JsonConverter<ServingConfig>
{
    private static readonly ParameterValueJsonConverter ValueConverter = new();

    public override ServingConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Expect(reader.TokenType, JsonTokenType.StartObject);
        string? engine = null;
        Dictionary<string, ParameterValue>? values = null;
        while (NextMember(ref reader) is { } member)
        {
            if (member == "engine" && engine is null && reader.TokenType == JsonTokenType.String)
                engine = reader.GetString();
            else if (member == "values" && values is null)
                values = ReadValues(ref reader, options);
            else
                throw new JsonException($"A configuration has the members engine (a text) and values, once each; met '{member}'.");
        }

        return engine is not null && values is not null
            ? new(engine, values)
            : throw new JsonException("A configuration has the members engine and values.");
    }

    public override void Write(Utf8JsonWriter writer, ServingConfig value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("engine", value.Engine);
        writer.WriteStartObject("values");
        foreach (var (name, setting) in value.Values)
        {
            writer.WritePropertyName(name);
            ValueConverter.Write(writer, setting, options);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static Dictionary<string, ParameterValue> ReadValues(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        Expect(reader.TokenType, JsonTokenType.StartObject);
        var values = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
        while (NextMember(ref reader) is { } name)
        {
            if (!values.TryAdd(name, ValueConverter.Read(ref reader, typeof(ParameterValue), options)))
                throw new JsonException($"The parameter '{name}' has two values.");
        }

        return values;
    }

    /// <summary>Moves to the next member's value.</summary>
    /// <returns>Its name; null at the end of the object.</returns>
    private static string? NextMember(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
            return null;
        var name = reader.GetString();
        reader.Read();
        return name;
    }

    private static void Expect(JsonTokenType actual, JsonTokenType expected)
    {
        if (actual != expected)
            throw new JsonException($"Expected {expected}, met {actual}.");
    }
}
