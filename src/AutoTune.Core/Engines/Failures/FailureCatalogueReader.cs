using System.Text.RegularExpressions;
using AutoTune.Trials;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AutoTune.Engines;

/// <summary>Reads the catalogue's own file: a part of the build, so every fault in it is an exception with its line.</summary>
internal sealed class FailureCatalogueReader
{
    private readonly string _file;
    private readonly Dictionary<string, FailureClass> _classes = [];

    private FailureCatalogueReader(string file) => _file = file;

    /// <exception cref="InvalidDataException">The text is not a catalogue; the message names file and line.</exception>
    public static FailureCatalogue Read(TextReader text, string file)
    {
        var yaml = new YamlStream();
        yaml.Load(text);
        return new FailureCatalogueReader(file).Catalogue((YamlMappingNode)yaml.Documents[0].RootNode);
    }

    private FailureCatalogue Catalogue(YamlMappingNode root)
    {
        Only(root, "classes", "exits", "phases", "patterns");
        foreach (var (name, entry) in Map(root, "classes").Children)
            _classes.Add(Scalar(name), Class(Scalar(name), (YamlMappingNode)entry));
        return new FailureCatalogue
        {
            Classes = _classes,
            Exits = [.. Rows(root, "exits").Select(Exit)],
            Phases = [.. Rows(root, "phases").Select(Phase)],
            Patterns = [.. Rows(root, "patterns").Select(Pattern)],
        };
    }

    private FailureClass Class(string name, YamlMappingNode node)
    {
        Only(node, "policy", "retry", "learned");
        return new FailureClass(name, Policy(node), RetryOf(node), Text(node, "learned"));
    }

    private FailurePolicy Policy(YamlMappingNode node) => Text(node, "policy") switch
    {
        "infeasible" => FailurePolicy.Infeasible,
        "environment" => FailurePolicy.Environment,
        "censored" => FailurePolicy.Censored,
        "fatal_engine" => FailurePolicy.FatalForEngine,
        "fatal_run" => FailurePolicy.FatalForRun,
        "annotate" => FailurePolicy.Annotate,
        var other => throw Fault(node, $"policy '{other}' is unknown"),
    };

    private Retry RetryOf(YamlMappingNode node) => Text(node, "retry") switch
    {
        "no" => Retry.No,
        "once" => Retry.Once,
        "yes" => Retry.Yes,
        var other => throw Fault(node, $"retry '{other}' is unknown"),
    };

    private ExitRule Exit(YamlMappingNode node)
    {
        Only(node, "code", "signal", "class");
        return new ExitRule(Number(node, "code"), Number(node, "signal"), ClassOf(node, "class")!);
    }

    private PhaseMarker Phase(YamlMappingNode node)
    {
        Only(node, "engine", "begins", "match", "source", "example");
        var begins = Text(node, "begins") switch
        {
            "warming" => StartPhase.Warming,
            "serving" => StartPhase.Serving,
            var other => throw Fault(node, $"phase '{other}' is unknown"),
        };
        return new PhaseMarker(Text(node, "engine"), begins, Pattern(node, "match")!, Text(node, "example"));
    }

    private FailurePattern Pattern(YamlMappingNode node)
    {
        Only(node, "engine", "class", "while_loading", "while_warming", "match", "unless", "strength", "source", "verified", "example");
        return new FailurePattern
        {
            Engine = Text(node, "engine"),
            Class = ClassOf(node, "class")!,
            WhileLoading = ClassOf(node, "while_loading"),
            WhileWarming = ClassOf(node, "while_warming"),
            Match = Pattern(node, "match")!,
            Unless = Pattern(node, "unless"),
            Strength = Strength(node),
            Source = Text(node, "source"),
            Verified = Text(node, "verified") == "true",
            Example = Text(node, "example"),
        };
    }

    private PatternStrength Strength(YamlMappingNode node) => Find(node, "strength") switch
    {
        null => PatternStrength.Cause,
        "weak" => PatternStrength.Weak,
        "wrapper" => PatternStrength.Wrapper,
        var other => throw Fault(node, $"strength '{other}' is unknown"),
    };

    private FailureClass? ClassOf(YamlMappingNode node, string key) => Find(node, key) is not { } name ? null
        : _classes.TryGetValue(name, out var found) ? found
        : throw Fault(node, $"class '{name}' is not among the classes");

    private Regex? Pattern(YamlMappingNode node, string key)
    {
        try
        {
            return Find(node, key) is { } text ? new Regex(text, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant) : null;
        }
        catch (ArgumentException e)
        {
            throw Fault(node, $"{key}: {e.Message}");
        }
    }

    private int? Number(YamlMappingNode node, string key) => Find(node, key) is not { } text ? null
        : int.TryParse(text, out var value) ? value
        : throw Fault(node, $"{key}: '{text}' is not a whole number");

    private string Text(YamlMappingNode node, string key) => Find(node, key) ?? throw Fault(node, $"'{key}' is missing");

    private static string? Find(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? Scalar(value) : null;

    private static string Scalar(YamlNode node) => ((YamlScalarNode)node).Value ?? "";

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node.Children[new YamlScalarNode(key)];

    private static IEnumerable<YamlMappingNode> Rows(YamlMappingNode node, string key) =>
        ((YamlSequenceNode)node.Children[new YamlScalarNode(key)]).Children.Cast<YamlMappingNode>();

    private void Only(YamlMappingNode node, params string[] allowed)
    {
        var stranger = node.Children.Keys.Select(Scalar).FirstOrDefault(key => !allowed.Contains(key, StringComparer.Ordinal));
        if (stranger is not null)
            throw Fault(node, $"key '{stranger}' is unknown; allowed are {string.Join(", ", allowed)}");
    }

    private InvalidDataException Fault(YamlNode node, string what) => new($"{_file}({node.Start.Line}): {what}.");
}
