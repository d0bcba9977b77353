using AutoTune.SearchSpaces;

namespace AutoTune.Reports.Building;

internal static class SettingValues
{
    public static SettingValue Of(ParameterValue value) => value.Kind switch
    {
        ValueKind.Text => new SettingValue.Text(value.Text),
        ValueKind.Boolean => new SettingValue.Truth(value.IsTrue),
        _ => new SettingValue.Number(value.Number),
    };
}
