namespace AutoTune.Yaml;

/// <summary>Typed, strict access to a mapping. It never throws on what a user wrote: errors are collected, and a placeholder of the type comes back.</summary>
/// <remarks>Ask for every key that may be there, then <see cref="Finish"/>: what nobody asked for is an unknown key.</remarks>
public sealed class MappingReader
{
    private readonly YamlValue.Mapping _mapping;
    private readonly List<string> _asked = [];
    private readonly List<string> _maybeMisspelt = [];
    private readonly string _what;
    private readonly YamlKeys? _keys;

    private MappingReader(YamlValue.Mapping mapping, Diagnostics diagnostics, string what, YamlKeys? keys) =>
        (_mapping, Diagnostics, _what, _keys) = (mapping, diagnostics, what, keys);

    public Diagnostics Diagnostics { get; }

    public SourcePosition Position => _mapping.Position;

    /// <param name="what">What the mapping is, for messages: <c>slo</c>, <c>parameter 'slots'</c>.</param>
    /// <param name="keys">The table of its keys, which the schema is made of too; null where asking says which keys there are.</param>
    /// <returns>A reader of nothing, and an error, where the value is no mapping.</returns>
    public static MappingReader Open(YamlValue value, Diagnostics diagnostics, string what, YamlKeys? keys = null)
    {
        if (value is YamlValue.Mapping mapping)
            return new(mapping, diagnostics, what, keys);
        diagnostics.Error(value.Position, $"{what} must be a mapping (key: value), not {value.Kind}");
        return new(new([], value.Position), diagnostics, what, keys) { IsPlaceholder = true };
    }

    /// <summary>The value was no mapping; asking for required keys adds no further errors.</summary>
    public bool IsPlaceholder { get; private init; }

    /// <summary>Every entry, for mappings whose keys are the user's own names.</summary>
    public IReadOnlyList<YamlEntry> Entries
    {
        get
        {
            _asked.AddRange(_mapping.Entries.Select(entry => entry.Key));
            return _mapping.Entries;
        }
    }

    public bool Has(string key) => Optional(key) is not null;

    /// <summary>Where the key's value stands, or the mapping where the key is missing.</summary>
    public SourcePosition PositionOf(string key) => _mapping.Find(key)?.Value.Position ?? Position;

    /// <summary>The key's value without asking for it: an unknown key stays unknown.</summary>
    public YamlValue? Find(string key) => _mapping.Find(key)?.Value;

    /// <exception cref="InvalidOperationException">The table of keys lacks it.</exception>
    public YamlValue? Optional(string key)
    {
        if (_keys is not null && !_keys.Names.Contains(key, StringComparer.Ordinal))
            throw new InvalidOperationException($"The table of keys of {_what} lacks '{key}'");
        if (!_asked.Contains(key, StringComparer.Ordinal))
            _asked.Add(key);
        return _mapping.Find(key)?.Value is { } value and not YamlValue.Scalar { IsEmpty: true } ? value : null;
    }

    public YamlValue? Required(string key)
    {
        var value = Optional(key);
        if (value is not null || IsPlaceholder)
            return value;
        if (_mapping.Find(key) is null && _mapping.Entries.Any(entry => !_asked.Contains(entry.Key, StringComparer.Ordinal) && NearestName.Of(entry.Key, [key]) is not null))
            _maybeMisspelt.Add(key);
        else
            Missing(key);
        return null;
    }

    public YamlValue.Scalar? OptionalScalar(string key) => AsScalar(Optional(key), key, "a single value");

    public YamlValue.Scalar? RequiredScalar(string key) => AsScalar(Required(key), key, "a single value");

    public string? OptionalText(string key) => AsScalar(Optional(key), key, "text")?.Text;

    /// <returns>Empty where it is missing.</returns>
    public string RequiredText(string key) => AsScalar(Required(key), key, "text")?.Text ?? "";

    /// <summary>One of listed words.</summary>
    public string? OptionalWord(string key, params IReadOnlyList<string> allowed)
    {
        if (OptionalScalar(key) is not { } scalar)
            return null;
        if (allowed.Contains(scalar.Text, StringComparer.Ordinal))
            return scalar.Text;
        Diagnostics.Error(scalar.Position, $"'{key}' cannot be {scalar.Kind}{NearestName.Hint(scalar.Text, allowed)}");
        return null;
    }

    public long? OptionalInteger(string key, long min = long.MinValue, long max = long.MaxValue) =>
        InRange(Parsed(Optional(key), key, "a whole number", YamlScalars.Integer), key, min, max);

    public long RequiredInteger(string key, long min = long.MinValue, long max = long.MaxValue) =>
        InRange(Parsed(Required(key), key, "a whole number", YamlScalars.Integer), key, min, max) ?? Math.Clamp(0, min, max);

    public double? OptionalReal(string key, double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        InRange(Parsed(Optional(key), key, "a number", YamlScalars.Real), key, min, max);

    public double RequiredReal(string key, double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        InRange(Parsed(Required(key), key, "a number", YamlScalars.Real), key, min, max) ?? Math.Clamp(0, min, max);

    public bool? OptionalBoolean(string key) => Parsed(Optional(key), key, "true or false", YamlScalars.Boolean);

    /// <summary>A time span with its unit; must be above zero unless <paramref name="allowZero"/>.</summary>
    public TimeSpan? OptionalDuration(string key, bool allowZero = false)
    {
        var value = Parsed(Optional(key), key, "a time with its unit, such as 500ms, 60s, 30m or 8h", YamlScalars.Duration);
        if (value is null || value > TimeSpan.Zero || allowZero)
            return value;
        Diagnostics.Error(PositionOf(key), $"'{key}' must be above zero");
        return null;
    }

    public Version? OptionalVersion(string key)
    {
        var text = OptionalText(key);
        if (Version.TryParse(text, out var version))
            return version;
        if (text is { Length: > 0 })
            Error(key, $"'{key}' is a version in two to four numbers, in quotes: \"0.10\", not '{text}'");
        return null;
    }

    /// <summary>Bytes.</summary>
    public long? OptionalSize(string key) => Parsed(Optional(key), key, "a size with its unit, such as 512MiB, 16GiB or 16g", YamlScalars.Size);

    /// <summary><c>90%</c> or 0.9, as 0.9; between 0 and 1.</summary>
    public double? OptionalShare(string key)
    {
        var value = Parsed(Optional(key), key, "a share, such as 90%", YamlScalars.Share);
        if (value is null or (>= 0 and <= 1))
            return value;
        Diagnostics.Error(PositionOf(key), $"'{key}' must be from 0% to 100%; {_mapping.Find(key)!.Value.Kind} is outside");
        return null;
    }

    public MappingReader? OptionalMapping(string key, YamlKeys? keys = null) =>
        Optional(key) is { } value ? Open(value, Diagnostics, $"'{key}'", keys) : null;

    public MappingReader RequiredMapping(string key, YamlKeys? keys = null) =>
        Required(key) is { } value
            ? Open(value, Diagnostics, $"'{key}'", keys)
            : new(new([], Position), Diagnostics, $"'{key}'", keys) { IsPlaceholder = true };

    /// <summary>The items of a list; null where the key is missing or no list.</summary>
    public IReadOnlyList<YamlValue>? OptionalList(string key) => AsList(Optional(key), key);

    public IReadOnlyList<YamlValue> RequiredList(string key) => AsList(Required(key), key) ?? [];

    /// <summary>A list of single values as text.</summary>
    public IReadOnlyList<string>? OptionalTexts(string key) =>
        OptionalList(key)?.Select(item => AsScalar(item, key, "text")?.Text ?? "").ToArray();

    public IReadOnlyList<string> RequiredTexts(string key) =>
        RequiredList(key).Select(item => AsScalar(item, key, "text")?.Text ?? "").ToArray();

    /// <summary>Refuses the keys that nobody asked for. A required one that is only misspelt is one mistake, and one error.</summary>
    public void Finish()
    {
        var known = _keys?.Names.ToArray() ?? [.. _asked];
        var unknown = _mapping.Entries.Where(entry => !known.Contains(entry.Key, StringComparer.Ordinal)).ToArray();
        foreach (var entry in unknown)
            Diagnostics.Error(entry.KeyPosition, $"unknown key '{entry.Key}' in {_what}{NearestName.Hint(entry.Key, known)}");
        foreach (var key in _maybeMisspelt.Where(key => !unknown.Any(entry => NearestName.Of(entry.Key, known) == key)))
            Missing(key);
    }

    public void Error(string key, string message) => Diagnostics.Error(PositionOf(key), message);

    private void Missing(string key) => Diagnostics.Error(Position, $"{_what} needs the key '{key}'");

    private T? Parsed<T>(YamlValue? value, string key, string kind, Func<string, T?> parse)
        where T : struct
    {
        if (AsScalar(value, key, kind) is not { } scalar)
            return null;
        var parsed = parse(scalar.Text);
        if (parsed is null)
            Diagnostics.Error(scalar.Position, $"'{key}' must be {kind}, not {scalar.Kind}");
        return parsed;
    }

    private T? InRange<T>(T? value, string key, T min, T max)
        where T : struct, IComparable<T>
    {
        if (value is not { } number || (number.CompareTo(min) >= 0 && number.CompareTo(max) <= 0))
            return value;
        Diagnostics.Error(PositionOf(key), $"'{key}' is {number}; allowed: {Bounds(min, max)}");
        return null;
    }

    private static string Bounds<T>(T min, T max)
        where T : struct, IComparable<T>
    {
        var isOpen = max is long.MaxValue or double.PositiveInfinity;
        return isOpen ? $"at least {min}" : min is long.MinValue or double.NegativeInfinity ? $"at most {max}" : $"{min} to {max}";
    }

    private YamlValue.Scalar? AsScalar(YamlValue? value, string key, string kind)
    {
        if (value is null or YamlValue.Scalar)
            return (YamlValue.Scalar?)value;
        Diagnostics.Error(value.Position, $"'{key}' must be {kind}, not {value.Kind}");
        return null;
    }

    private IReadOnlyList<YamlValue>? AsList(YamlValue? value, string key)
    {
        if (value is null or YamlValue.Sequence)
            return (value as YamlValue.Sequence)?.Items;
        Diagnostics.Error(value.Position, $"'{key}' must be a list, not {value.Kind}");
        return null;
    }
}
