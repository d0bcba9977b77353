using System.Globalization;
using System.Text.RegularExpressions;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AutoTune.Engines;

/// <summary>An engine's YAML configuration file: from paths and values to text, and back.</summary>
public static partial class ConfigFileText
{
    /// <param name="entries">Path (dots descend) and value, as YAML would have it in flow style; a later one goes over an earlier one.</param>
    public static string Write(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var root = new YamlMappingNode();
        foreach (var (path, value) in entries)
        {
            var names = path.Split('.');
            var map = root;
            foreach (var name in names[..^1])
                map = Below(map, name);
            map.Children[new YamlScalarNode(names[^1])] = Node(value);
        }
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
        // The stream ends with a mark that one document does not need.
        return text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('.', '\n') + "\n";
    }

    /// <summary>A value as the file has it: text that YAML would take for something else in quotes.</summary>
    public static string Of(ParameterValue value) => value.Kind == ValueKind.Text
        ? Flow(new YamlScalarNode(value.Text) { Style = IsPlain(value.Text!) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted })
        : value.ToString();

    /// <returns>Path and value (single values as they stand, lists in flow style) of each leaf, in the file's order.</returns>
    /// <exception cref="InvalidInputException">It is no mapping in YAML.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Flatten(string text, string file)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException problem)
        {
            throw new InvalidInputException($"the configuration file cannot be read: {problem.InnerException?.Message ?? problem.Message}", new SourcePosition(file, (int)problem.Start.Line, (int)problem.Start.Column));
        }
        if (stream.Documents.Count == 0)
            return [];
        return stream.Documents[0].RootNode is YamlMappingNode root
            ? [.. Leaves(root, "")]
            : throw new InvalidInputException("the configuration file must be a mapping (key: value)", new SourcePosition(file, 1, 1));
    }

    private static IEnumerable<KeyValuePair<string, string>> Leaves(YamlMappingNode map, string prefix)
    {
        foreach (var (key, value) in map.Children)
        {
            var path = prefix + ((YamlScalarNode)key).Value;
            if (value is YamlMappingNode { Children.Count: > 0 } below)
                foreach (var leaf in Leaves(below, path + "."))
                    yield return leaf;
            else
                yield return KeyValuePair.Create(path, value is YamlScalarNode { Style: ScalarStyle.Plain } plain ? plain.Value ?? "" : Flow(value));
        }
    }

    private static YamlMappingNode Below(YamlMappingNode map, string name)
    {
        if (map.Children.TryGetValue(new YamlScalarNode(name), out var found) && found is YamlMappingNode below)
            return below;
        below = new YamlMappingNode();
        map.Children[new YamlScalarNode(name)] = below;
        return below;
    }

    private static YamlNode Node(string flow)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(flow.Length == 0 ? "~" : flow));
        return stream.Documents[0].RootNode;
    }

    private static string Flow(YamlNode node)
    {
        if (node is YamlSequenceNode list)
            list.Style = YamlDotNet.Core.Events.SequenceStyle.Flow;
        if (node is YamlMappingNode map)
            map.Style = YamlDotNet.Core.Events.MappingStyle.Flow;
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(node)).Save(text, assignAnchors: false);
        return text.ToString().Replace("...", "", StringComparison.Ordinal).Trim();
    }

    private static bool IsPlain(string text) => Plain().IsMatch(text) && !YamlScalars.IsReserved(text);

    [GeneratedRegex(@"\A[A-Za-z/][A-Za-z0-9_./-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
