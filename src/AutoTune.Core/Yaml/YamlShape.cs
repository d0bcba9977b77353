namespace AutoTune.Yaml;

/// <summary>What may stand at a place of a file; readers take their allowed keys from it, and editors their schema.</summary>
public abstract record YamlShape
{
    private YamlShape()
    {
    }

    public sealed record Text : YamlShape;

    /// <summary>One of listed words.</summary>
    public sealed record Word(params IReadOnlyList<string> Words) : YamlShape;

    public sealed record Integer(long Min = long.MinValue, long Max = long.MaxValue) : YamlShape;

    public sealed record Boolean : YamlShape;

    /// <summary>Text, a number or a boolean.</summary>
    public sealed record Scalar : YamlShape;

    /// <summary>A number, or a formula over facts such as <c>cores</c>.</summary>
    public sealed record Formula : YamlShape;

    /// <summary><c>500ms</c>, <c>60s</c>, …</summary>
    public sealed record Duration : YamlShape;

    public sealed record List(YamlShape Item, int? Exactly = null) : YamlShape;

    /// <summary>A mapping with known keys.</summary>
    public sealed record Mapping(YamlKeys Keys) : YamlShape;

    /// <summary>A mapping whose keys are the user's own names.</summary>
    public sealed record MapOf(YamlShape Value) : YamlShape;

    /// <summary>A mapping whose key <paramref name="Tag"/> says which other keys it has.</summary>
    public sealed record Tagged(string Tag, IReadOnlyList<(string Value, YamlKeys Keys)> Cases) : YamlShape;

    public sealed record Either(YamlShape First, YamlShape Second) : YamlShape;

    /// <summary>A shape that refers to itself, or is used often.</summary>
    public sealed record Named(string Name, Func<YamlShape> Of) : YamlShape;
}

/// <summary>The keys of one mapping, in the order in which people read them.</summary>
public sealed record YamlKeys(params IReadOnlyList<YamlKey> Items)
{
    public IEnumerable<string> Names => Items.Select(key => key.Name);

    public YamlKeys With(params IEnumerable<YamlKey> more) => new([.. Items, .. more]);
}

/// <param name="Description">A sentence, shown by editors.</param>
public sealed record YamlKey(string Name, YamlShape Shape, string Description, bool Required = false);
