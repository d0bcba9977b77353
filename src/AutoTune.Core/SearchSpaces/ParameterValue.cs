using System.Globalization;
using System.Text.Json.Serialization;

namespace AutoTune.SearchSpaces;

/// <summary>The value of one parameter: text, a whole number, a real number or a boolean.</summary>
/// <remarks>Equality is by kind and value; a parameter's <see cref="Parameter.Normalize"/> brings what a user wrote to the parameter's own kind.</remarks>
[JsonConverter(typeof(ParameterValueJsonConverter))]
public readonly record struct ParameterValue
{
    private readonly string? _text;
    private readonly double _number;

    private ParameterValue(ValueKind kind, string? text, double number) => (Kind, _text, _number) = (kind, text, number);

    public ValueKind Kind { get; }

    public string Text => Kind == ValueKind.Text ? _text! : throw new InvalidOperationException($"{this} is no text");

    /// <summary>The number; booleans count as 0 and 1.</summary>
    public double Number => Kind != ValueKind.Text ? _number : throw new InvalidOperationException($"'{_text}' is no number");

    public bool IsTrue => Kind == ValueKind.Boolean && _number != 0;

    public static ParameterValue Of(string text) => new(ValueKind.Text, text, 0);

    public static ParameterValue Of(long number) => new(ValueKind.Integer, null, number);

    public static ParameterValue Of(double number) => new(ValueKind.Real, null, number);

    public static ParameterValue Of(bool value) => new(ValueKind.Boolean, null, value ? 1 : 0);

    /// <summary>The value as it stands in keys, command lines and reports; invariant.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Text => _text!,
        ValueKind.Integer => ((long)_number).ToString(CultureInfo.InvariantCulture),
        ValueKind.Boolean => _number != 0 ? "true" : "false",
        _ => _number.ToString("R", CultureInfo.InvariantCulture),
    };
}

public enum ValueKind
{
    Text,
    Integer,
    Real,
    Boolean,
}
