using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AutoTune.Yaml;

/// <summary>Reads a small, strict part of YAML: one document, plain values, no aliases, anchors, tags or merge keys, no key twice.</summary>
public static class YamlReader
{
    public const int MaxCharacters = 1 << 20;
    public const int MaxDepth = 64;

    /// <summary>Reads a file.</summary>
    /// <returns>Null where errors were added.</returns>
    public static YamlValue? ReadFile(string path, Diagnostics diagnostics)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxCharacters * 4L })
                return TooLarge(path, diagnostics);
            return Read(File.ReadAllText(path), path, diagnostics);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            diagnostics.Error(null, $"{path}: {Reason(problem)}");
            return null;
        }
    }

    /// <param name="file">Name that errors carry.</param>
    /// <returns>Null where errors were added.</returns>
    public static YamlValue? Read(string text, string file, Diagnostics diagnostics)
    {
        if (text.Length > MaxCharacters)
            return TooLarge(file, diagnostics);
        var parser = new Parser(new StringReader(text));
        try
        {
            return new Walk(parser, file, text, diagnostics).Document();
        }
        catch (Exception problem) when (problem is YamlException or ArgumentException or InvalidOperationException)
        {
            // On some broken input the parser itself fails, without a place: tags that are no URI, stray keys behind quotes.
            var mark = (problem as YamlException)?.Start ?? parser.Current?.End ?? Mark.Empty;
            var message = problem is YamlException ? problem.InnerException?.Message ?? problem.Message : "this is no YAML that can be read";
            if (message.Contains("tab", StringComparison.Ordinal) && TabIndented(text) is { } line)
                diagnostics.Error(new(file, line, 1), "a tab cannot indent; use spaces");
            else
                diagnostics.Error(Inside(text, At(mark, file)), message);
            return null;
        }
    }

    /// <summary>The parser names the mapping's beginning, far from the tab.</summary>
    private static int? TabIndented(string text) =>
        text.Split('\n').Index().FirstOrDefault(line => line.Item.TrimStart(' ').StartsWith('\t')) is { Item: not null } found ? found.Index + 1 : null;

    private static string Reason(Exception problem) => problem switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "it cannot be read (a folder, or no permission)",
        _ => problem.Message,
    };

    private static YamlValue? TooLarge(string file, Diagnostics diagnostics)
    {
        diagnostics.Error(new(file, 1, 1), $"the file is larger than {MaxCharacters} characters");
        return null;
    }

    /// <summary>The parser may stop behind the end; people look for the last line then.</summary>
    private static SourcePosition Inside(string text, SourcePosition at) => at with { Line = Math.Min(at.Line, text.Count(character => character == '\n') + 1) };

    private static SourcePosition At(Mark mark, string file) => new(file, Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));

    /// <summary>One pass over the parser's events; refusing depth before descending keeps the stack small.</summary>
    private sealed class Walk(Parser parser, string file, string text, Diagnostics diagnostics)
    {
        private int _depth;

        public YamlValue? Document()
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                return Refuse(new(file, 1, 1), "the file is empty");
            var value = Value();
            if (value is null)
                return null;
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
                return Refuse(At(second.Start, file), "the file has several documents; one is allowed");
            return value is YamlValue.Scalar { IsEmpty: true } ? Refuse(new(file, 1, 1), "the file is empty") : value;
        }

        private YamlValue? Value()
        {
            var next = parser.Current ?? throw new YamlException("unexpected end");
            var at = At(next.Start, file);
            if (next is AnchorAlias)
                return Refuse(at, "aliases (*name) are not allowed; write the value out");
            if (next is NodeEvent { Anchor.IsEmpty: false })
                return Refuse(at, "anchors (&name) are not allowed; write the value out");
            if (next is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag })
                return Refuse(at, $"tags ({tag.Value}) are not allowed");
            return next switch
            {
                Scalar scalar => ReadScalar(scalar, at),
                SequenceStart => Nested(at, ReadSequence),
                MappingStart => Nested(at, ReadMapping),
                _ => Refuse(at, "a value was expected"),
            };
        }

        private YamlValue.Scalar ReadScalar(Scalar scalar, SourcePosition at)
        {
            parser.MoveNext();
            return new(scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any), at);
        }

        private YamlValue? Nested(SourcePosition at, Func<SourcePosition, YamlValue?> read)
        {
            if (++_depth > MaxDepth)
                return Refuse(at, $"the file nests deeper than {MaxDepth} levels");
            parser.MoveNext();
            var value = read(at);
            _depth--;
            return value;
        }

        private YamlValue.Sequence? ReadSequence(SourcePosition at)
        {
            var items = new List<YamlValue>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                if (Value() is not { } item)
                    return null;
                items.Add(item);
            }
            return new(items, at);
        }

        private YamlValue.Mapping? ReadMapping(SourcePosition at)
        {
            var entries = new List<YamlEntry>();
            var seen = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (Key() is not { } key || Value() is not { } value)
                    return null;
                if (seen.TryAdd(key.Text, key.Position))
                    entries.Add(new(key.Text, key.Position, value));
                else
                    diagnostics.Error(key.Position, $"the key '{key.Text}' is there twice; the first is in line {seen[key.Text].Line}");
            }
            return new(entries, at);
        }

        private YamlValue.Scalar? Key()
        {
            var value = Value();
            if (value is YamlValue.Scalar { Text: "<<", IsQuoted: false })
                return (YamlValue.Scalar?)Refuse(value.Position, "merge keys (<<) are not allowed; write the keys out");
            return value is null or YamlValue.Scalar
                ? (YamlValue.Scalar?)value
                : (YamlValue.Scalar?)Refuse(value.Position, $"a key must be text, not {value.Kind}");
        }

        private YamlValue? Refuse(SourcePosition at, string message)
        {
            diagnostics.Error(Inside(text, at), message);
            return null;
        }
    }
}
