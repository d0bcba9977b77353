using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>What a user wrote as a parameter's value.</summary>
public static class SettingValue
{
    public static ParameterValue Of(YamlValue value, Diagnostics diagnostics)
    {
        if (value is YamlValue.Scalar scalar)
            return SpaceValues.Of(scalar);
        diagnostics.Error(value.Position, $"a setting is a single value, not {value.Kind}");
        return ParameterValue.Of("");
    }
}
