using System.Diagnostics;
using AutoTune.SearchSpaces;

namespace AutoTune.Reports.Building;

internal static class ParameterSections
{
    /// <summary>Those that are searched: one value is no question.</summary>
    public static IReadOnlyList<ParameterSection> Of(SearchSpace space) =>
    [
        .. space.Branches.SelectMany(branch => branch.AllParameters
            .Where(parameter => parameter.Cardinality > 1)
            .Select(parameter => Of(parameter, space.Branches.Count > 1 ? branch.Name : null))),
    ];

    public static string? FlagOf(Parameter? parameter) => parameter?.Binding switch
    {
        SettingBinding.Flag flag => flag.Name,
        SettingBinding.EnvironmentVariable variable => variable.Name,
        SettingBinding.ConfigKey key => key.Path,
        SettingBinding.ModelVariant => "the model's file",
        _ => null,
    };

    private static ParameterSection Of(Parameter parameter, string? engine) => new()
    {
        Name = parameter.Name,
        Kind = parameter switch
        {
            Parameter.Integer => ParameterKind.Integer,
            Parameter.Real => ParameterKind.Float,
            Parameter.Categorical => ParameterKind.Categorical,
            Parameter.Ordinal => ParameterKind.Ordinal,
            Parameter.Boolean => ParameterKind.Boolean,
            Parameter.Choice => ParameterKind.Choice,
            _ => throw new UnreachableException(),
        },
        Engine = engine,
        Flag = FlagOf(parameter),
        Default = SettingValues.Of(parameter.Default),
        LogScale = parameter is Parameter.Integer { Scale: ParameterScale.Log } or Parameter.Real { Scale: ParameterScale.Log },
    };
}
