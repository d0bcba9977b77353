using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoTune.SearchSpaces;

/// <summary>Natural JSON values; a real number always has a decimal point, so that its kind survives (also where a database reformats numbers).</summary>
public sealed class ParameterValueJsonConverter : JsonConverter<ParameterValue>
{
    public override ParameterValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => ParameterValue.Of(reader.GetString()!),
        JsonTokenType.True => ParameterValue.Of(true),
        JsonTokenType.False => ParameterValue.Of(false),
        JsonTokenType.Number => ReadNumber(ref reader),
        _ => throw new JsonException($"A parameter's value is a text, a number or a boolean, not {reader.TokenType}."),
    };

    public override void Write(Utf8JsonWriter writer, ParameterValue value, JsonSerializerOptions options)
    {
        switch (value.Kind)
        {
            case ValueKind.Text:
                writer.WriteStringValue(value.Text);
                break;
            case ValueKind.Boolean:
                writer.WriteBooleanValue(value.IsTrue);
                break;
            case ValueKind.Integer:
                writer.WriteNumberValue((long)value.Number);
                break;
            default:
                writer.WriteRawValue(RealText(value.Number));
                break;
        }
    }

    private static ParameterValue ReadNumber(ref Utf8JsonReader reader)
    {
        var isReal = reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0;
        return !isReal && reader.TryGetInt64(out var whole) ? ParameterValue.Of(whole) : ParameterValue.Of(reader.GetDouble());
    }

    private static string RealText(double number)
    {
        if (!double.IsFinite(number))
            throw new JsonException($"A parameter's value is finite, not {number}.");
        var shortest = number.ToString("R");
        return shortest.Contains("E+", StringComparison.Ordinal) ? number.ToString("F1")
            : shortest.AsSpan().ContainsAny('.', 'E') ? shortest
            : shortest + ".0";
    }
}
