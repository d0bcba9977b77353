namespace AutoTune.Provisioning;

/// <summary>Reads the system's apt sources, in both of their forms.</summary>
/// <remarks>sources.list(5). Options that weaken checking (trusted, allow-insecure, …) are not taken over.</remarks>
internal static class AptSources
{
    public static IReadOnlyList<AptSource> Read(string aptFolder)
    {
        var parts = Path.Combine(aptFolder, "sources.list.d");
        var files = Directory.Exists(parts) ? Directory.GetFiles(parts).Order(StringComparer.Ordinal).ToArray() : [];
        return
        [
            .. new[] { Path.Combine(aptFolder, "sources.list") }.Concat(files).Where(File.Exists).SelectMany(Parse),
        ];
    }

    private static IEnumerable<AptSource> Parse(string file) => Path.GetExtension(file) switch
    {
        ".list" => ParseLines(File.ReadAllText(file)),
        ".sources" => ParseStanzas(File.ReadAllText(file)),
        _ => [],
    };

    /// <summary><c>deb [signed-by=/path arch=amd64] http://deb.debian.org/debian bookworm main</c></summary>
    public static IEnumerable<AptSource> ParseLines(string text)
    {
        foreach (var line in text.Split('\n').Select(line => line.Split('#')[0].Trim()))
        {
            if (!line.StartsWith("deb ", StringComparison.Ordinal))
                continue;
            var rest = line[4..].TrimStart();
            var options = rest.StartsWith('[') && rest.Contains(']') ? rest[1..rest.IndexOf(']')] : "";
            var words = Words(options.Length > 0 ? rest[(rest.IndexOf(']') + 1)..] : rest);
            if (words.Length >= 2)
                yield return new AptSource(words[0], [words[1]], Option(options, "signed-by"));
        }
    }

    /// <summary>The deb822 form: stanzas of <c>Types:</c>, <c>URIs:</c>, <c>Suites:</c>, <c>Signed-By:</c>, parted by empty lines.</summary>
    public static IEnumerable<AptSource> ParseStanzas(string text)
    {
        foreach (var fields in Stanzas(text))
        {
            if (!Words(fields.GetValueOrDefault("types")).Contains("deb") || IsNo(fields.GetValueOrDefault("enabled")))
                continue;
            foreach (var uri in Words(fields.GetValueOrDefault("uris")))
                yield return new AptSource(uri, Words(fields.GetValueOrDefault("suites")), fields.GetValueOrDefault("signed-by"));
        }
    }

    private static IEnumerable<Dictionary<string, string>> Stanzas(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? current = null;
        foreach (var line in text.Split('\n').Append(""))
        {
            if (line.StartsWith('#'))
                continue;
            if (line.Trim().Length == 0)
            {
                yield return fields;
                fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                current = null;
            }
            else if (char.IsWhiteSpace(line[0]))
            {
                if (current is not null)
                    fields[current] = $"{fields[current]}\n{line.TrimEnd()}".TrimStart('\n');
            }
            else if (line.Split(':', 2) is [var name, var value])
            {
                fields[current = name] = value.Trim();
            }
        }
    }

    private static string? Option(string options, string name) =>
        Words(options).Select(word => word.Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0] == name)?[1];

    private static bool IsNo(string? value) => value?.ToLowerInvariant() is "no" or "false" or "without" or "off" or "disable";

    private static string[] Words(string? text) => (text ?? "").Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
