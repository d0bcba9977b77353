using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>Values as users write them.</summary>
public static class SpaceValues
{
    /// <summary>A mapping of paths to single values.</summary>
    public static IReadOnlyList<KeyValuePair<string, ParameterValue>> Entries(MappingReader? map) =>
        map is null ? [] : [.. map.Entries.Select(entry => (entry.Key, Value: map.RequiredScalar(entry.Key))).Where(entry => entry.Value is not null).Select(entry => KeyValuePair.Create(entry.Key, Of(entry.Value!)))];

    /// <summary>By its looks: quoted is text, then a whole number, a number, true or false, text.</summary>
    public static ParameterValue Of(YamlValue.Scalar scalar)
    {
        if (scalar.IsQuoted)
            return ParameterValue.Of(scalar.Text);
        if (YamlScalars.Integer(scalar.Text) is { } whole)
            return ParameterValue.Of(whole);
        if (YamlScalars.Real(scalar.Text) is { } number)
            return ParameterValue.Of(number);
        return YamlScalars.Boolean(scalar.Text) is { } truth ? ParameterValue.Of(truth) : ParameterValue.Of(scalar.Text);
    }

    /// <summary>A number, or a formula over facts.</summary>
    /// <returns>Null, and an error, where it is neither.</returns>
    public static double? Number(YamlValue.Scalar scalar, IReadOnlyDictionary<string, ParameterValue> facts, Diagnostics diagnostics)
    {
        if (YamlScalars.Real(scalar.Text) is { } number)
            return number;
        if (Expression.Parse(scalar.Text, scalar.TextPosition, diagnostics) is not { } formula)
            return null;
        var type = formula.Check(FactType, SpaceFacts.Types.Keys, diagnostics);
        if (type is ExpressionType.Text or ExpressionType.Boolean)
            diagnostics.Error(scalar.Position, $"a number is needed, not {scalar.Kind}");
        if (type != ExpressionType.Number)
            return null;
        var value = formula.Evaluate(name => facts.TryGetValue(name, out var fact) ? fact : null);
        if (value is null || !double.IsFinite(value.Value.Number))
            diagnostics.Error(scalar.Position, $"'{scalar.Text}' has no value here ({string.Join(", ", formula.Symbols)} unknown)");
        return value is { } known && double.IsFinite(known.Number) ? known.Number : null;
    }

    /// <summary>Reads a value for a parameter; numbers may be formulas over facts.</summary>
    /// <returns>Null, and an error that names the allowed values, where it is outside the domain.</returns>
    public static ParameterValue? For(Parameter parameter, YamlValue.Scalar scalar, IReadOnlyDictionary<string, ParameterValue> facts, Diagnostics diagnostics)
    {
        ParameterValue? read = parameter switch
        {
            Parameter.Integer or Parameter.Real => Number(scalar, facts, diagnostics) is { } number ? Whole(number) : null,
            Parameter.Boolean => YamlScalars.Boolean(scalar.Text) is { } truth ? ParameterValue.Of(truth) : ParameterValue.Of(scalar.Text),
            _ => ParameterValue.Of(scalar.Text),
        };
        if (read is not { } value)
            return null;
        var normal = parameter.Normalize(value);
        if (normal is null)
            diagnostics.Error(scalar.Position, Outside(parameter, value));
        return normal;
    }

    /// <summary><c>'slots' cannot be 100; allowed: a whole number from 1 to 64</c>, with the nearest name where the values are names.</summary>
    public static string Outside(Parameter parameter, ParameterValue value)
    {
        IReadOnlyList<string> names = parameter switch
        {
            Parameter.Categorical categorical => categorical.Values,
            Parameter.Ordinal ordinal => [.. ordinal.Values.Select(known => known.ToString())],
            Parameter.Choice choice => [.. choice.Options.Select(option => option.Name)],
            _ => [],
        };
        var guess = NearestName.Of(value.ToString(), names) is { } nearest ? $"; did you mean '{nearest}'?" : ";";
        return $"'{parameter.Name}' cannot be {value}{guess} allowed: {parameter.Domain}";
    }

    private static ExpressionType? FactType(string name) => SpaceFacts.Types.TryGetValue(name, out var type) ? type : null;

    private static ParameterValue Whole(double number) =>
        Math.Floor(number) == number && Math.Abs(number) < 1L << 53 ? ParameterValue.Of((long)number) : ParameterValue.Of(number);
}
