using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;

namespace AutoTune.SearchSpaces;

/// <summary>One point of a search space: an engine and the values of its active parameters.</summary>
/// <remarks>Identity is <see cref="Key"/>. Values are those of active parameters only, rounded to the parameter's resolution; <see cref="SpaceBranch.Configure"/> makes them so.</remarks>
[JsonConverter(typeof(ServingConfigJsonConverter))]
public sealed class ServingConfig : IEquatable<ServingConfig>
{
    /// <summary>Made when it is first asked for: most configurations that are looked at are refused before.</summary>
    private string? _key;

    public ServingConfig(string engine, IEnumerable<KeyValuePair<string, ParameterValue>> values)
    {
        Engine = engine;
        Values = values.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>Name of the space's branch: an engine; in a command study the name of the space.</summary>
    public string Engine { get; }

    public ImmutableSortedDictionary<string, ParameterValue> Values { get; }

    /// <summary>Engine and parameters, ordinally sorted, invariant: <c>llama-cpp batch=2048 slots=8</c>.</summary>
    public string Key => _key ??= CanonicalKey(Engine, Values);

    public ParameterValue this[string parameter] => Values[parameter];

    public bool Equals(ServingConfig? other) => other is not null && string.Equals(Key, other.Key, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as ServingConfig);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    public override string ToString() => Key;

    private static string CanonicalKey(string engine, ImmutableSortedDictionary<string, ParameterValue> values)
    {
        var key = new StringBuilder(engine);
        foreach (var (name, value) in values)
            key.Append(' ').Append(name).Append('=').Append(value);
        return key.ToString();
    }
}
