namespace AutoTune.Engines;

/// <summary>Everything that a command line and its configuration file say, one use of a flag after the other, before anybody asks what it means.</summary>
/// <param name="All">In the order in which the engine takes them: the last one counts.</param>
/// <param name="OfFile">Uses that are entries of a file of keys, with the entry; by reference.</param>
/// <param name="PositionalModel">Null where the model does not stand by itself.</param>
internal sealed record CommandLineUses(IReadOnlyList<FlagUse> All, IReadOnlyDictionary<FlagUse, KeyValuePair<string, string>> OfFile, string? PositionalModel)
{
    /// <param name="file">Entries of the configuration file, as paths and values.</param>
    public static CommandLineUses Of(EngineDefinition engine, KnownFlags known, FlagInventory? help, IReadOnlyList<string> arguments, IReadOnlyList<KeyValuePair<string, string>> file)
    {
        var (words, model) = WithoutHead(engine, arguments);
        // What stands in the file comes first: the command line beats it.
        if (engine.Config is { HoldsFlags: true })
            return new([.. CommandLineWords.Split([.. file.SelectMany(AsFlag), .. words], known, help).SelectMany(use => Members(engine, known, use))], Entries(engine, known, []), model);
        var entries = Entries(engine, known, file);
        return new([.. CommandLineWords.Split(words, known, help).SelectMany(use => Members(engine, known, use)), .. entries.Keys], entries, model);
    }

    /// <summary>A flag whose value is an object, as flags of its members.</summary>
    private static IReadOnlyList<FlagUse> Members(EngineDefinition engine, KnownFlags known, FlagUse use) =>
        engine.JsonFlags.Select(json => json.Taken(use, known, engine.Aliases.GetValueOrDefault(json.Name, []))).FirstOrDefault(taken => taken is not null) ?? [use];

    /// <summary><c>max-num-seqs: 256</c> of a file whose keys are flags.</summary>
    private static IEnumerable<string> AsFlag(KeyValuePair<string, string> entry) => entry.Value switch
    {
        "true" or "True" => [$"--{entry.Key}"],
        "false" or "False" => [$"--no-{entry.Key}"],
        _ => [$"--{entry.Key}", entry.Value],
    };

    /// <summary>Entries of a file of keys, as if each were a flag of its own.</summary>
    private static Dictionary<FlagUse, KeyValuePair<string, string>> Entries(EngineDefinition engine, KnownFlags known, IReadOnlyList<KeyValuePair<string, string>> file)
    {
        var entries = new Dictionary<FlagUse, KeyValuePair<string, string>>(ReferenceEqualityComparer.Instance);
        foreach (var entry in file.Where(entry => engine.Config?.Always.Any(always => always.Key == entry.Key) != true))
            entries.Add(new(entry.Key, known.Find(entry.Key), entry.Value.Trim('"', '\''), [$"{entry.Key}: {entry.Value}"]), entry);
        return entries;
    }

    /// <summary>Takes the words before the first flag: program, those that every command line has, and the model where it stands among them.</summary>
    private static (IReadOnlyList<string> Words, string? Model) WithoutHead(EngineDefinition engine, IReadOnlyList<string> arguments)
    {
        if (!engine.IsModelPositional)
            return (arguments, null);
        var head = engine.CommandHead.Select(word => Path.GetFileName(word)).ToHashSet(StringComparer.Ordinal);
        var rest = arguments.SkipWhile(word => head.Contains(Path.GetFileName(word))).ToArray();
        return rest is not [var first, ..] || CommandLineWords.IsFlag(first) ? (rest, null) : (rest[1..], first);
    }
}
