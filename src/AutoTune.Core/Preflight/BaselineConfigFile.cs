using AutoTune.Engines;
using AutoTune.Exports;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>The engine's configuration file that a baseline names.</summary>
internal static class BaselineConfigFile
{
    /// <param name="baselineFile">What a relative path is relative to, where the baseline changes into no folder.</param>
    /// <returns>Paths and values; none where the engine takes no file, or the baseline names none.</returns>
    /// <exception cref="InvalidInputException">It names a file that is not here: without it nobody knows what runs today.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(EngineDefinition engine, Baseline baseline, string baselineFile)
    {
        if (engine.Config is not { } config || NamedBy(config, engine, baseline.Command.Arguments) is not { } named)
            return [];
        var folder = Path.GetDirectoryName(Path.GetFullPath(baselineFile))!;
        var path = Path.GetFullPath(Path.Combine(folder, baseline.Command.WorkingDirectory ?? "", OnTheHost(named, baseline.Command)));
        // Beside the baseline is where people put a copy of what lies in an image or a config map.
        var copy = Path.Combine(folder, Path.GetFileName(named));
        var found = File.Exists(path) ? path : File.Exists(copy) ? copy : null;
        return found is null
            ? throw new InvalidInputException($"names the configuration file {named}, which is not here ({path}); put a copy beside {Path.GetFileName(baselineFile)}", baseline.Position)
            : ConfigFileText.Flatten(File.ReadAllText(found), found);
    }

    private static string? NamedBy(EngineConfigFile config, EngineDefinition engine, IReadOnlyList<string> arguments)
    {
        string[] spellings = [config.Flag, .. engine.Aliases.GetValueOrDefault(config.Flag, [])];
        for (var index = 0; index < arguments.Count; index++)
        {
            if (spellings.Contains(arguments[index]) && index + 1 < arguments.Count)
                return arguments[index + 1];
            if (spellings.FirstOrDefault(spelling => arguments[index].StartsWith(spelling + "=", StringComparison.Ordinal)) is { } joined)
                return arguments[index][(joined.Length + 1)..];
        }
        return null;
    }

    private static string OnTheHost(string inside, LaunchCommand command) =>
        command.Mounts.Where(mount => inside == mount.Target || inside.StartsWith(mount.Target.TrimEnd('/') + "/", StringComparison.Ordinal))
            .OrderByDescending(mount => mount.Target.Length)
            .Select(mount => mount.Source + inside[mount.Target.TrimEnd('/').Length..])
            .FirstOrDefault(inside);
}
