using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>llama-server's preset file: each section is a candidate; <c>[*]</c> holds for all of them.</summary>
internal sealed partial class PresetBaseline : IBaselineFormat
{
    private const string ForAll = "*";

    // What the router itself does with a model, not the engine.
    private static readonly HashSet<string> OfTheRouter = new(StringComparer.Ordinal) { "load-on-startup", "stop-timeout" };

    public string Name => "llama-server preset";

    public string LooksFor => "INI with a [section] and `key = value`";

    public bool Recognizes(string text) => SectionThenKey().IsMatch(text);

    public IReadOnlyList<LaunchCandidate> Read(string text, string file, Diagnostics diagnostics)
    {
        var sections = Sections(text, file, out var environment, out var passed);
        var common = sections.Where(section => section.Name == ForAll).SelectMany(section => section.Options).ToArray();
        return [.. sections.Where(section => section.Name != ForAll).Select(section => Candidate(section, common, environment, passed))];
    }

    private static LaunchCandidate Candidate(Section section, Option[] common, ImmutableSortedDictionary<string, string> environment, ImmutableSortedSet<string> passed)
    {
        var options = common.Where(option => section.Options.All(own => own.Key != option.Key)).Concat(section.Options).Where(option => !OfTheRouter.Contains(option.Key));
        var words = options.SelectMany(Words).ToArray();
        var command = new LaunchCommand { Program = "llama-server", Arguments = [.. words.Select(word => word.Text)], Environment = environment, PassedEnvironment = passed };
        return new LaunchCandidate($"section `{section.Name}`", section.Position, command, [.. words.Select(word => word.Position)]);
    }

    private static IEnumerable<(string Text, SourcePosition Position)> Words(Option option)
    {
        yield return ($"--{option.Key}", option.Position);
        if (option.Value != PresetOptions.Alone)
            yield return (option.Value, option.Position);
    }

    private static List<Section> Sections(string text, string file, out ImmutableSortedDictionary<string, string> environment, out ImmutableSortedSet<string> passed)
    {
        var sections = new List<Section>();
        environment = LaunchCommand.EmptyEnvironment;
        passed = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            var at = new SourcePosition(file, ++number, 1);
            if (line.StartsWith(EngineConfigExport.EnvironmentMark, StringComparison.Ordinal))
                Variable(line[EngineConfigExport.EnvironmentMark.Length..], at, ref environment, ref passed);
            else if (line.Length > 0 && line[0] is not (';' or '#'))
                Take(line, at, sections);
        }

        return sections;
    }

    private static void Variable(string text, SourcePosition at, ref ImmutableSortedDictionary<string, string> environment, ref ImmutableSortedSet<string> passed)
    {
        if (text.Split('=', 2) is [var name, var value])
            environment = environment.SetItem(name, string.Concat(ShellWords.Split(value, at)));
        else
            passed = passed.Add(text);
    }

    private static void Take(string line, SourcePosition at, List<Section> sections)
    {
        if (line[0] == '[' && line[^1] == ']')
            sections.Add(new Section(line[1..^1].Trim(), at, []));
        else if (line.Split('=', 2) is not [var key, var value])
            throw new InvalidInputException("cannot be read back: `key = value` is expected here.", at);
        else if (sections.Count > 0)
            sections[^1].Options.Add(new Option(key.Trim(), Comment().Replace(value, "").Trim(), at));
    }

    [GeneratedRegex(@"^\s*\[[^\]\n]+\]\s*$(\s*([;#].*)?$)*\s*^\s*[A-Za-z][\w.-]*\s*=", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex SectionThenKey();

    [GeneratedRegex("[;#].*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    private sealed record Section(string Name, SourcePosition Position, List<Option> Options);

    private sealed record Option(string Key, string Value, SourcePosition Position);
}
