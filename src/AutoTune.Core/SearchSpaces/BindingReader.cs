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
        var (former, online) = (Formerly(map), Online(parameter, map));
        if (former is not null && flag is null)
            map.Error("formerly", $"'{parameter.Name}' has no flag that could have been another one");
        if (online.Count > 0 && variant is null)
            map.Error("online", $"'{parameter.Name}' selects no variant of the model (variant: weights), so the engine cannot make one in its place");
        return flag is not null ? new SettingBinding.Flag(flag, no, former is null ? aliases : [.. aliases, former.Name]) { Variable = variable, Unset = map.OptionalTexts("unset") ?? [], Formerly = former }
            : variable is not null ? new SettingBinding.EnvironmentVariable(variable)
            : key is not null ? new SettingBinding.ConfigKey(key)
            : variant is not null ? new SettingBinding.ModelVariant { Online = online }
            : launch is not null ? new SettingBinding.Replicas()
            : null;
    }
    private static FormerFlag? Formerly(MappingReader map)
    {
        if (map.OptionalMapping("formerly", SpaceKeys.Formerly) is not { } former)
            return null;
        _ = former.Required("until");
        var (flag, until) = (former.RequiredText("flag"), former.OptionalVersion("until"));
        former.Finish();
        if (flag.Length > 0 && !flag.StartsWith('-'))
            former.Error("flag", $"'flag' must begin with a dash, not '{flag}'");
        return until is null ? null : new(flag, until);
    }

    private static Dictionary<string, IReadOnlyList<string>> Online(Parameter parameter, MappingReader map)
    {
        var online = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (map.OptionalMapping("online") is not { } named)
            return online;
        foreach (var entry in named.Entries)
            if (parameter.Normalize(ParameterValue.Of(entry.Key)) is null)
                named.Error(entry.Key, $"'{entry.Key}' is no value of '{parameter.Name}': {parameter.Domain}");
            else if (named.RequiredTexts(entry.Key) is [['-', ..], ..] words)
                online[entry.Key] = words;
            else
                named.Error(entry.Key, $"'{entry.Key}' lists arguments that begin with a flag, such as [--quantization, fp8]");
        return online;
    }
}
