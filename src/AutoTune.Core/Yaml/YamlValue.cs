namespace AutoTune.Yaml;

/// <summary>A value of a YAML file with the place where it stands: a scalar, a sequence or a mapping.</summary>
public abstract record YamlValue
{
    private YamlValue(SourcePosition position) => Position = position;

    public SourcePosition Position { get; }

    /// <summary>What it is, for error messages.</summary>
    public abstract string Kind { get; }

    /// <param name="IsQuoted">Quoted or a block: text whatever it looks like.</param>
    public sealed record Scalar(string Text, bool IsQuoted, SourcePosition At) : YamlValue(At)
    {
        public override string Kind => IsEmpty ? "nothing" : $"'{Text}'";

        /// <summary>Nothing was written, or YAML's <c>null</c>.</summary>
        public bool IsEmpty => !IsQuoted && Text is "" or "~" or "null";

        /// <summary>Where the text's first character stands: behind the quote.</summary>
        public SourcePosition TextPosition => IsQuoted ? At with { Column = At.Column + 1 } : At;
    }

    public sealed record Sequence(IReadOnlyList<YamlValue> Items, SourcePosition At) : YamlValue(At)
    {
        public override string Kind => "a list";
    }

    /// <param name="Entries">In the file's order; no key occurs twice.</param>
    public sealed record Mapping(IReadOnlyList<YamlEntry> Entries, SourcePosition At) : YamlValue(At)
    {
        public override string Kind => "a mapping";

        public YamlEntry? Find(string key) => Entries.FirstOrDefault(entry => string.Equals(entry.Key, key, StringComparison.Ordinal));
    }
}

/// <param name="KeyPosition">Where the key stands.</param>
public sealed record YamlEntry(string Key, SourcePosition KeyPosition, YamlValue Value);
