using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AutoTune.Yaml;

namespace AutoTune.Engines;

/// <summary>A flag whose value is one JSON object, where other flags say the same member by member.</summary>
/// <param name="Members">Member of the object → the flag that says it.</param>
/// <param name="Until">The last version that has no other way; null where every version of interest has both.</param>
public sealed record JsonFlag(string Name, IReadOnlyDictionary<string, string> Members, Version? Until)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static IReadOnlyList<JsonFlag> Read(MappingReader map)
    {
        var read = new List<JsonFlag>();
        if (map.OptionalMapping("json_flags") is not { } named)
            return read;
        foreach (var entry in named.Entries)
        {
            var flag = named.RequiredMapping(entry.Key, EngineKeys.JsonFlag);
            var members = flag.RequiredMapping("members");
            var (spelled, until) = (members.Entries.ToDictionary(member => member.Key, member => members.RequiredText(member.Key)), flag.OptionalVersion("until"));
            flag.Finish();
            read.Add(new(entry.Key, spelled, until));
        }
        return read;
    }

    /// <summary>Whether a flag is this one, or one member of it.</summary>
    internal bool IsSaidBy(string flag, IReadOnlyList<string> aliases) => flag == Name || aliases.Contains(flag) || flag.StartsWith(Name + '.', StringComparison.Ordinal);

    /// <summary>A use of it, or of one member of it (<c>--flag.member</c>), as uses of the flags that say the same.</summary>
    /// <returns>Null where it is none, or says something that no flag does.</returns>
    internal IReadOnlyList<FlagUse>? Taken(FlagUse use, KnownFlags known, IReadOnlyList<string> aliases)
    {
        if (use.Name.StartsWith(Name + '.', StringComparison.Ordinal) && Members.TryGetValue(use.Name[(Name.Length + 1)..].Replace('-', '_'), out var one))
            return [new(one, known.Find(one), use.Value, use.Words)];
        if ((use.Name != Name && !aliases.Contains(use.Name)) || MembersOf(use.Value) is not { } values)
            return null;
        return [.. values.Select(member => new FlagUse(Members[member.Key], known.Find(Members[member.Key]), member.Value, use.Words))];
    }

    /// <summary>The same arguments with one object in place of the flags that stand for its members.</summary>
    internal IReadOnlyList<string> Gathered(IReadOnlyList<string> arguments)
    {
        var (rest, values) = (new List<string>(), new Dictionary<string, object>(StringComparer.Ordinal));
        for (var index = 0; index < arguments.Count; index++)
            if (index + 1 < arguments.Count && Members.FirstOrDefault(member => member.Value == arguments[index]).Key is { } name)
                values[name] = long.TryParse(arguments[++index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : arguments[index];
            else
                rest.Add(arguments[index]);
        return values.Count == 0 ? arguments : [.. rest, Name, JsonSerializer.Serialize(values, Plain)];
    }

    /// <returns>Null where it is no object of known members.</returns>
    private List<KeyValuePair<string, string>>? MembersOf(string? json)
    {
        try
        {
            using var document = JsonDocument.Parse(json ?? "");
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().Any() && document.RootElement.EnumerateObject().All(member => Members.ContainsKey(member.Name) && member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                ? [.. document.RootElement.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.ToString()))]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
