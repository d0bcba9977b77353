using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>The configuration file that an engine takes beside its command line.</summary>
/// <param name="Flag">Names the file on the command line.</param>
/// <param name="HoldsFlags">Its keys are the command line's flags without their dashes; parameters have none of their own then, and AutoTune launches without it.</param>
public sealed record EngineConfigFile(string Flag, bool HoldsFlags)
{
    /// <summary>Of the file beside a launch's log, and beside exports.</summary>
    public const string FileName = "engine.yaml";

    /// <summary>Stands for the file's path in a command line.</summary>
    public const string Placeholder = "{config}";

    /// <summary>Entries of every file.</summary>
    public IReadOnlyList<KeyValuePair<string, ParameterValue>> Always { get; init; } = [];

    /// <returns>Null where the engine has none.</returns>
    internal static EngineConfigFile? Read(MappingReader file)
    {
        if (file.OptionalMapping("config", EngineKeys.Config) is not { } map)
            return null;
        var flag = map.RequiredText("flag");
        var read = new EngineConfigFile(flag, map.OptionalWord("form", "keys", "flags") == "flags") { Always = SpaceValues.Entries(map.OptionalMapping("keys")) };
        if (flag.Length > 0 && !flag.StartsWith('-'))
            map.Error("flag", $"'flag' must begin with a dash, not '{flag}'");
        map.Finish();
        return read;
    }
}
