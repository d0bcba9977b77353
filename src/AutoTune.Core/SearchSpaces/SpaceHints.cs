using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>Reads which parameters to move when a bottleneck binds.</summary>
internal static class SpaceHints
{
    /// <summary>Bottlenecks that a measurement names.</summary>
    private static readonly string[] Kinds = ["queue", "kv_full", "prefill", "decode", "answers_held_up"];

    public static IReadOnlyList<SpaceHint> Read(MappingReader map, SpaceReading reading)
    {
        if (map.OptionalMapping("hints") is not { } hints)
            return [];
        return [.. hints.Entries.Select(entry => new SpaceHint(entry.Key, Moves(entry, reading)))];
    }

    private static List<HintMove> Moves(YamlEntry hint, SpaceReading reading)
    {
        var moves = new List<HintMove>();
        if (!Kinds.Contains(hint.Key))
            reading.Diagnostics.Error(hint.KeyPosition, $"there is no bottleneck '{hint.Key}'{NearestName.Hint(hint.Key, Kinds)}");
        var map = MappingReader.Open(hint.Value, reading.Diagnostics, $"hint '{hint.Key}'");
        foreach (var entry in map.Entries)
        {
            if (reading.Find(entry.Key) is null)
                reading.Diagnostics.Error(entry.KeyPosition, $"there is no parameter '{entry.Key}'{NearestName.Hint(entry.Key, reading.Parameters.Select(known => known.Name))}");
            if (map.OptionalWord(entry.Key, "raise", "lower") is { } word)
                moves.Add(new(entry.Key, word == "raise" ? MoveDirection.Raise : MoveDirection.Lower));
        }
        return moves;
    }
}
