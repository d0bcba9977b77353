using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>Reads how a parameter reaches its engine: <c>flag</c>, <c>env</c>, <c>key</c>, <c>variant</c> or <c>launch</c>.</summary>
internal static class BindingReader
{
    /// <returns>Null where it is not handed to the engine, or errors were added.</returns>
    public static SettingBinding? Read(Parameter parameter, MappingReader map)
    {
        var (flag, no, aliases) = (map.OptionalText("flag"), map.OptionalText("no_flag"), map.OptionalTexts("aliases") ?? []);
        var (variable, key, variant, launch) = (map.OptionalText("env"), map.OptionalText("key"), map.OptionalWord("variant", "weights"), map.OptionalWord("launch", "replicas"));
        if (new[] { flag ?? variable, key, variant, launch }.Count(given => given is not null) > 1)
            map.Error("type", $"'{parameter.Name}' has several of flag or env, key, variant, launch; one is allowed");
        if (launch is not null && parameter is not Parameter.Integer)
            map.Error("launch", $"'{parameter.Name}' counts servers, so it is an integer");
        if (launch is not null && parameter is Parameter.Integer { Low: < 1 and var least })
            map.Error("range", $"'{parameter.Name}' counts servers, so its range begins at 1 or above, not at {least}");
        if (flag is null && (no is not null || aliases.Count > 0))
            map.Error("type", $"'{parameter.Name}' has no_flag or aliases but no flag");
        foreach (var (name, text) in new[] { ("flag", flag), ("no_flag", no) })
            if (text is not null && !text.StartsWith('-'))
                map.Error(name, $"'{name}' must begin with a dash, not '{text}'");
        if (flag is not null && parameter is Parameter.Boolean && parameter.Default.IsTrue && no is null)
            map.Error("flag", $"'{parameter.Name}' is on by default, so it needs 'no_flag' to be turned off");
        return flag is not null ? new SettingBinding.Flag(flag, no, aliases) { Variable = variable, Unset = map.OptionalTexts("unset") ?? [] }
            : variable is not null ? new SettingBinding.EnvironmentVariable(variable)
            : key is not null ? new SettingBinding.ConfigKey(key)
            : variant is not null ? new SettingBinding.ModelVariant()
            : launch is not null ? new SettingBinding.Replicas()
            : null;
    }
}
