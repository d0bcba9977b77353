using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AutoTune.Hardware;

/// <summary>What <c>rocm-smi</c> says of each card, by the names that it prints.</summary>
/// <param name="Cards">By number.</param>
/// <param name="Driver">Version; null where it was not asked for.</param>
internal sealed partial record RocmReport(IReadOnlyList<RocmCard> Cards, string? Driver)
{
    private const string CardPrefix = "card";
    private const string SystemSection = "system";
    private const string DriverVersion = "Driver version";

    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    /// <param name="output">One object, <c>{"card0": {…}, "system": {…}}</c>, with warnings of the tool and of its library before and after it.</param>
    public static RocmReport OfJson(string output)
    {
        var bytes = Encoding.UTF8.GetBytes(output);
        for (var at = Array.IndexOf(bytes, (byte)'{'); at >= 0; at = Array.IndexOf(bytes, (byte)'{', at + 1))
            if (Sections(bytes.AsSpan(at)) is { Count: > 0 } sections)
                return new(CardsOf(sections), sections.GetValueOrDefault(SystemSection)?.GetValueOrDefault(DriverVersion));
        return new([], null);
    }

    /// <param name="output">As for people; of interest are lines like <c>GPU[0] : Unique ID: 0x…</c>.</param>
    public static IReadOnlyList<RocmCard> CardsIn(string output) =>
    [
        .. from line in CardLine().Matches(output)
           group line by int.Parse(line.Groups["card"].Value, CultureInfo.InvariantCulture) into card
           orderby card.Key
           select new RocmCard(card.Key, Named(card.Select(line => (line.Groups["name"].Value, line.Groups["value"].Value)))),
    ];

    /// <returns>Null where what begins here is no JSON.</returns>
    private static Dictionary<string, Dictionary<string, string>>? Sections(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.EnumerateObject()
                .Where(section => section.Value.ValueKind == JsonValueKind.Object)
                .DistinctBy(section => section.Name, Names)
                .ToDictionary(section => section.Name, section => Named(Members(section.Value)), Names);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IReadOnlyList<RocmCard> CardsOf(Dictionary<string, Dictionary<string, string>> sections) =>
    [
        .. from section in sections
           where section.Key.StartsWith(CardPrefix, StringComparison.OrdinalIgnoreCase) && int.TryParse(section.Key[CardPrefix.Length..], CultureInfo.InvariantCulture, out _)
           let index = int.Parse(section.Key[CardPrefix.Length..], CultureInfo.InvariantCulture)
           orderby index
           select new RocmCard(index, section.Value),
    ];

    private static IEnumerable<(string Name, string Value)> Members(JsonElement section) =>
        section.EnumerateObject().Select(member => (member.Name, member.Value.ToString()));

    private static Dictionary<string, string> Named(IEnumerable<(string Name, string Value)> values) =>
        values.DistinctBy(value => value.Name, Names).ToDictionary(value => value.Name, value => value.Value, Names);

    [GeneratedRegex(@"^GPU\[(?<card>[0-9]{1,4})\][ \t]*:[ \t]*(?<name>[^:\n]+):[ \t]*(?<value>[^\n]*?)[ \t\r]*$", RegexOptions.Multiline)]
    private static partial Regex CardLine();
}

/// <param name="Values">By names that are compared without case: what one version calls "Card series" is "Card Series" to the next.</param>
internal sealed record RocmCard(int Index, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Null where the card does not say.</summary>
    public string? this[string name] => Values.GetValueOrDefault(name) is { Length: > 0 } value and not ("N/A" or "None") ? value : null;

    /// <summary>As the runtime writes it, sixteen digits; the tool drops leading zeros. An integrated GPU has none, and is told by its place on the bus.</summary>
    public string Uuid => UniqueId is { } id ? $"GPU-{id:x16}" : this["PCI Bus"] ?? $"card{Index}";

    public long? Bytes(string name) => long.TryParse(this[name], CultureInfo.InvariantCulture, out var bytes) ? bytes : null;

    /// <summary>Old versions (3.3) leave the 0x away.</summary>
    private ulong? UniqueId =>
        this["Unique ID"] is { } text && ulong.TryParse(Digits(text), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) && id != 0 ? id : null;

    private static string Digits(string hexadecimal) => hexadecimal.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? hexadecimal[2..] : hexadecimal;
}
