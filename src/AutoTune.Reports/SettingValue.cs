using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutoTune.Reports;

/// <summary>A parameter's value as JSON holds it: text, number or truth value.</summary>
[JsonConverter(typeof(SettingValueConverter))]
public abstract record SettingValue
{
    private SettingValue()
    {
    }

    public sealed record Text(string Value) : SettingValue;

    public sealed record Number(double Value) : SettingValue;

    public sealed record Truth(bool Value) : SettingValue;

    public static implicit operator SettingValue(string value) => new Text(value);
    public static implicit operator SettingValue(double value) => new Number(value);
    public static implicit operator SettingValue(bool value) => new Truth(value);

    public sealed override string ToString() => this switch
    {
        Text text => text.Value,
        Number number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        Truth truth => truth.Value ? "true" : "false",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

internal sealed class SettingValueConverter : JsonConverter<SettingValue>
{
    public override SettingValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new SettingValue.Text(reader.GetString()!),
        JsonTokenType.Number => new SettingValue.Number(reader.GetDouble()),
        JsonTokenType.True or JsonTokenType.False => new SettingValue.Truth(reader.GetBoolean()),
        _ => throw new JsonException($"a setting is a string, a number or true/false, not {reader.TokenType}"),
    };

    public override void Write(Utf8JsonWriter writer, SettingValue value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case SettingValue.Text text: writer.WriteStringValue(text.Value); break;
            case SettingValue.Number number: writer.WriteNumberValue(number.Value); break;
            case SettingValue.Truth truth: writer.WriteBooleanValue(truth.Value); break;
            default: throw new System.Diagnostics.UnreachableException();
        }
    }
}
