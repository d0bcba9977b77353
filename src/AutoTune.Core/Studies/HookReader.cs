using System.Collections.Immutable;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>The key <c>hooks</c> of a study.</summary>
internal static class HookReader
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromMinutes(10);

    /// <returns>Null where the study has none; needed by the launcher of that name.</returns>
    public static HookChoice? Read(MappingReader map, string file)
    {
        if (map.OptionalMapping("hooks") is not { } hooks)
            return null;
        var read = new HookChoice
        {
            Start = Command(hooks, hooks.RequiredTexts("start"), file),
            Stop = Command(hooks, hooks.RequiredTexts("stop"), file),
            Logs = Command(hooks, hooks.OptionalTexts("logs") ?? [], file),
            Timeout = hooks.OptionalDuration("timeout") ?? UsualTimeout,
        };
        foreach (var (key, command) in new[] { ("start", read.Start), ("stop", read.Stop) })
            if (command.IsEmpty && hooks.Has(key))
                hooks.Error(key, $"'{key}' needs a program");
        hooks.Finish();
        return read;
    }

    private static ImmutableArray<string> Command(MappingReader hooks, IReadOnlyList<string> words, string file)
    {
        if (words.Count == 0)
            return [];
        var program = words[0].Contains('/') ? StudyPaths.Resolve(words[0], file) : words[0];
        if (words[0].Contains('/') && !File.Exists(program))
            hooks.Diagnostics.Error(hooks.Position, $"there is no file {program}");
        return [program, .. words.Skip(1)];
    }
}
