using AutoTune.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace AutoTune.Exports.Reading;

/// <summary>Other people's YAML: any keys, several documents, anchors; bounded in depth and aliases.</summary>
internal static class ForeignYaml
{
    private const int Deepest = 64;
    private const int MostAliases = 1000;

    /// <summary>One root for each document that is not empty; null where the text is no YAML.</summary>
    public static IReadOnlyList<YamlNode>? TryLoad(string text)
    {
        try
        {
            return Load(text, "");
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    /// <exception cref="InvalidInputException">No YAML, or more nested than any launch file.</exception>
    public static IReadOnlyList<YamlNode> Load(string text, string file)
    {
        try
        {
            CheckBounds(text, file);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return [.. stream.Documents.Select(document => document.RootNode).Where(root => root is not YamlScalarNode { Value: null or "" })];
        }
        catch (YamlException e)
        {
            throw new InvalidInputException($"cannot be read back: {e.InnerException?.Message ?? e.Message}", At(e.Start, file));
        }
    }

    public static SourcePosition At(Mark mark, string file) => new(file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    private static void CheckBounds(string text, string file)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        var aliases = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            aliases += parser.Current is AnchorAlias ? 1 : 0;
            if (depth > Deepest + 2 || aliases > MostAliases)
                throw new InvalidInputException("cannot be read back: the YAML is nested deeper than a launch file ever is.", At(parser.Current.Start, file));
        }
    }
}
