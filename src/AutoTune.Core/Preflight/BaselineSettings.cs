using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>A baseline that the study spells out: settings that differ from the vendor's default.</summary>
internal static class BaselineSettings
{
    public static ServingConfig? Read(BaselineSource.Settings settings, SpaceBranch branch, Diagnostics diagnostics)
    {
        var wanted = new Dictionary<string, ParameterValue>();
        foreach (var setting in settings.Values)
        {
            if (branch.Find(setting.Parameter) is not { } parameter)
                diagnostics.Error(setting.Position, $"the baseline names no parameter of {branch.Name}: '{setting.Parameter}'{NearestName.Hint(setting.Parameter, branch.AllParameters.Select(known => known.Name))}");
            else if (parameter.Normalize(setting.Value) is not { } value)
                diagnostics.Error(setting.Position, $"the baseline's '{setting.Parameter}' cannot be {setting.Value}: it is {parameter.Domain}");
            else
                wanted[setting.Parameter] = value;
        }
        var config = branch.Configure(wanted);
        foreach (var setting in settings.Values)
            if (wanted.ContainsKey(setting.Parameter) && !config.Values.ContainsKey(setting.Parameter))
                diagnostics.Error(setting.Position, $"the baseline's '{setting.Parameter}' is not active in this configuration");
        if (branch.BrokenRule(config) is { } broken)
            diagnostics.Error(settings.Position, $"the baseline breaks the rule '{broken.Text}'");
        return diagnostics.HasErrors ? null : config;
    }
}
