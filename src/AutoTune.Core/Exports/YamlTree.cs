using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>A YAML document to write: block style, keys in the order given, every doubtful text in double quotes.</summary>
internal abstract partial record YamlTree
{
    private YamlTree()
    {
    }

    public sealed record Text(string Value) : YamlTree;

    /// <summary>A number or a boolean.</summary>
    public sealed record Bare(string Value) : YamlTree;

    public sealed record Sequence(IReadOnlyList<YamlTree> Items) : YamlTree;

    public sealed record Map(IReadOnlyList<YamlEntry> Entries) : YamlTree;

    public static implicit operator YamlTree(string value) => new Text(value);

    public static implicit operator YamlTree(int value) => new Bare(value.ToString(CultureInfo.InvariantCulture));

    public static implicit operator YamlTree(bool value) => new Bare(value ? "true" : "false");

    public static Map Of(params IEnumerable<YamlEntry?> entries) => new([.. entries.OfType<YamlEntry>()]);

    public static Sequence List(params IEnumerable<YamlTree> items) => new([.. items]);

    public string Render()
    {
        var text = new StringBuilder();
        Render(text, 0, afterDash: false);
        return text.ToString();
    }

    private void Render(StringBuilder text, int indent, bool afterDash)
    {
        switch (this)
        {
            case Map map:
                RenderMap(text, map, indent, afterDash);
                break;
            case Sequence list:
                foreach (var item in list.Items)
                    RenderItem(text, item, indent);
                break;
            default:
                text.Append(Inline()).Append('\n');
                break;
        }
    }

    private static void RenderMap(StringBuilder text, Map map, int indent, bool afterDash)
    {
        foreach (var entry in map.Entries)
        {
            if (entry.Comment is { } comment)
                text.Append(' ', afterDash ? 0 : indent).Append("# ").Append(comment).Append('\n').Append(' ', afterDash ? indent : 0);
            text.Append(' ', afterDash ? 0 : indent).Append(Scalar(entry.Key)).Append(':');
            afterDash = false;
            RenderValue(text, entry.Value, indent);
        }
    }

    private static void RenderValue(StringBuilder text, YamlTree value, int indent)
    {
        if (value.Inline() is { } inline)
        {
            text.Append(' ').Append(inline).Append('\n');
            return;
        }

        text.Append('\n');
        value.Render(text, indent + 2, afterDash: false);
    }

    private static void RenderItem(StringBuilder text, YamlTree item, int indent)
    {
        text.Append(' ', indent).Append("- ");
        item.Render(text, indent + 2, afterDash: true);
    }

    private string? Inline() => this switch
    {
        Text text => Scalar(text.Value),
        Bare bare => bare.Value,
        Sequence { Items.Count: 0 } => "[]",
        Map { Entries.Count: 0 } => "{}",
        _ => null,
    };

    private static string Scalar(string value) =>
        Plain().IsMatch(value) && !YamlScalars.IsReserved(value) && value[^1] != ':' ? value : Quoted(value);

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => "\\n",
                '\t' => "\\t",
                < ' ' or (>= '\x7f' and <= '\xa0') or '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        return text.Append('"').ToString();
    }

    [GeneratedRegex(@"\A(--?)?[A-Za-z/][A-Za-z0-9_./:@=-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}

/// <param name="Comment">A line above the key.</param>
internal sealed record YamlEntry(string Key, YamlTree Value, string? Comment = null);
