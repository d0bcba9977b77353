using System.Collections.Immutable;
using AutoTune.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AutoTune.Exports.Reading;

/// <summary>Looks into a foreign YAML document without a schema; a missing key is a missing view.</summary>
internal sealed class YamlView(YamlNode node, string file)
{
    private const int DeepestMerge = 8;

    public SourcePosition Position => ForeignYaml.At(node.Start, file);

    /// <summary>The text of a scalar; null for a map, a list or nothing (<c>~</c>).</summary>
    public string? Text => node is YamlScalarNode { Value: { } value } scalar && !(scalar.Style == ScalarStyle.Plain && value is ("" or "~" or "null")) ? value : null;

    /// <summary><c>KEY:</c> without a value, or <c>null</c>.</summary>
    public bool IsNothing => node is YamlScalarNode && Text is null;

    public bool IsMap => node is YamlMappingNode;

    public bool IsList => node is YamlSequenceNode;

    public YamlView? this[string key] => Find(node, key, DeepestMerge) is { } found ? new YamlView(found, file) : null;

    public IEnumerable<YamlView> Items => node is YamlSequenceNode list ? list.Select(item => new YamlView(item, file)) : [];

    public IEnumerable<(string Key, YamlView Value)> Entries => EntriesOf(node, DeepestMerge).Select(entry => (entry.Key, new YamlView(entry.Value, file)));

    public string? TextOf(string key) => this[key]?.Text;

    /// <exception cref="InvalidInputException">An item that is no text.</exception>
    public ImmutableArray<(string Text, SourcePosition Position)> Texts => [.. Items.Select(item => (item.RequiredText, item.Position))];

    public string RequiredText => node is YamlScalarNode { Value: { } value } ? value : throw new InvalidInputException("cannot be read back: a text is expected here.", Position);

    private static YamlNode? Find(YamlNode? node, string key, int depth) =>
        EntriesOf(node, depth).FirstOrDefault(entry => entry.Key == key).Value;

    // `<<: *defaults`: what the map itself says goes first.
    private static IEnumerable<(string Key, YamlNode Value)> EntriesOf(YamlNode? node, int depth)
    {
        if (node is not YamlMappingNode map || depth == 0)
            return [];
        var own = map.Children.Where(pair => pair.Key is YamlScalarNode).Select(pair => (Key: ((YamlScalarNode)pair.Key).Value ?? "", pair.Value)).ToArray();
        var merged = own.Where(entry => entry.Key == "<<").SelectMany(entry => entry.Value is YamlSequenceNode list ? list.Children : [entry.Value]);
        return own.Where(entry => entry.Key != "<<").Concat(merged.SelectMany(parent => EntriesOf(parent, depth - 1))).DistinctBy(entry => entry.Key, StringComparer.Ordinal);
    }
}
