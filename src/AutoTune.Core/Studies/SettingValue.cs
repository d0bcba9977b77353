using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>What a user wrote as a parameter's value.</summary>
public static class SettingValue
{
    public static ParameterValue Of(YamlValue value, Diagnostics diagnostics)
    {
        if (value is YamlValue.Scalar scalar)
            return scalar.IsQuoted ? ParameterValue.Of(scalar.Text) : Of(scalar.Text);
        diagnostics.Error(value.Position, $"a setting is a single value, not {value.Kind}");
        return ParameterValue.Of("");
    }

    public static ParameterValue Of(string text) =>
        YamlScalars.Integer(text) is { } whole ? ParameterValue.Of(whole)
        : YamlScalars.Real(text) is { } real ? ParameterValue.Of(real)
        : YamlScalars.Boolean(text) is { } boolean ? ParameterValue.Of(boolean)
        : ParameterValue.Of(text);
}
