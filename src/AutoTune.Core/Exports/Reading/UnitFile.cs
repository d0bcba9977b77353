using System.Globalization;
using System.Text;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>A unit file of systemd as sections of keys, in order; a key may come several times.</summary>
internal sealed class UnitFile
{
    private readonly List<(string Section, string Key, string Value, SourcePosition Position)> _entries = [];

    public static UnitFile Read(string text, string file)
    {
        var unit = new UnitFile();
        var section = "";
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var at = new SourcePosition(file, i + 1, 1);
            var line = lines[i].TrimEnd('\r').Trim();
            if (line.Length == 0 || line[0] is '#' or ';')
                continue;
            while (line.EndsWith('\\') && i + 1 < lines.Length)
                line = line[..^1] + " " + Continued(lines, ref i);
            if (line[0] == '[' && line[^1] == ']')
                section = line[1..^1];
            else if (line.Split('=', 2) is [var key, var value])
                unit.Add(section, key.Trim(), value.Trim(), at);
        }
        return unit;
    }

    public bool Has(string section, string key) => _entries.Exists(entry => entry.Section == section && entry.Key == key);

    public IEnumerable<(string Value, SourcePosition Position)> All(string section, string key) =>
        _entries.Where(entry => entry.Section == section && entry.Key == key).Select(entry => (entry.Value, entry.Position));

    public IEnumerable<(string Key, SourcePosition Position)> Keys(string section) => _entries.Where(entry => entry.Section == section).Select(entry => (entry.Key, entry.Position));

    public (string Value, SourcePosition Position)? Last(string section, string key) => All(section, key).Select(found => ((string, SourcePosition)?)found).LastOrDefault();

    /// <summary>A value that is one text.</summary>
    public string? TextOf(string section, string key) => Last(section, key) is { } found ? Plain(found.Value) : null;

    /// <summary>A doubled per cent sign is one.</summary>
    public static string Plain(string value) => value.Replace("%%", "%", StringComparison.Ordinal);

    /// <summary>Words, unquoted; specifiers and variables are undone where they stand for themselves.</summary>
    /// <param name="isCommand">A doubled dollar is a dollar there.</param>
    /// <exception cref="InvalidInputException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Words(string value, bool isCommand, SourcePosition at)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, inWord) = ('\0', false);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == '\\' && quote != '\'' && i + 1 < value.Length)
                (_, inWord) = (word.Append(Escape(value, ref i)), true);
            else if (quote == '\0' && c is ('"' or '\''))
                (quote, inWord) = (c, true);
            else if (quote != '\0' && c == quote)
                quote = '\0';
            else if (quote == '\0' && c is (' ' or '\t'))
                End();
            else
            {
                i += c == '%' && Next(value, i) == '%' || (isCommand && c == '$' && Next(value, i) == '$') ? 1 : 0;
                (_, inWord) = (word.Append(c), true);
            }
        }
        if (quote != '\0')
            throw new InvalidInputException($"cannot be read back: the quote {quote} is not closed.", at);
        End();
        return words;

        void End()
        {
            if (inWord)
                words.Add(word.ToString());
            word.Clear();
            inWord = false;
        }
    }

    private static char Next(string value, int i) => i + 1 < value.Length ? value[i + 1] : '\0';

    private static string Escape(string value, ref int i)
    {
        var kind = value[++i];
        switch (kind)
        {
            case 'x' when i + 2 < value.Length && byte.TryParse(value.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code):
                i += 2;
                return ((char)code).ToString();
            case 'n':
                return "\n";
            case 't':
                return "\t";
            case 'r':
                return "\r";
            case 's':
                return " ";
            default:
                return kind.ToString();
        }
    }

    // A comment within a continued line is passed over.
    private static string Continued(string[] lines, ref int i)
    {
        while (++i < lines.Length)
        {
            var next = lines[i].TrimEnd('\r').Trim();
            if (next.Length == 0 || next[0] is not ('#' or ';'))
                return next;
        }
        return "";
    }

    /// <summary>An empty assignment takes everything before it back.</summary>
    private void Add(string section, string key, string value, SourcePosition at)
    {
        if (value.Length == 0)
            _entries.RemoveAll(entry => entry.Section == section && entry.Key == key);
        else
            _entries.Add((section, key, value, at));
    }
}
