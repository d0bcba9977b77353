using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>Reads a search space: parameters, known rules, seeds and hints. Everything that is wrong is said at once.</summary>
public static class SpaceReader
{
    /// <summary>Reads the file of a command study's space.</summary>
    /// <returns>Null where errors were added.</returns>
    public static SpaceBranch? ReadFile(string path, IReadOnlyDictionary<string, ParameterValue> facts, Diagnostics diagnostics)
    {
        if (YamlReader.ReadFile(path, diagnostics) is not { } value)
            return null;
        var before = diagnostics.Items.Count;
        var map = MappingReader.Open(value, diagnostics, "the space", SpaceKeys.File);
        var name = map.OptionalText("space") ?? Path.GetFileNameWithoutExtension(path);
        var branch = Read(name, map, facts);
        map.Finish();
        return diagnostics.Items.Skip(before).Any(item => item.Severity == Severity.Error) ? null : branch;
    }

    /// <summary>Reads the keys of <see cref="SpaceKeys.Tree"/> from a mapping that may have more.</summary>
    /// <param name="facts">Values of <see cref="SpaceFacts"/>, as far as they are known.</param>
    /// <param name="implied">Rules that follow from the parameters, beside those that are written.</param>
    /// <returns>Null where errors were added.</returns>
    public static SpaceBranch? Read(
        string name, MappingReader map, IReadOnlyDictionary<string, ParameterValue> facts, Func<IReadOnlyList<Parameter>, IEnumerable<YamlValue.Scalar>>? implied = null)
    {
        var reading = new SpaceReading(facts, map.Diagnostics);
        var before = map.Diagnostics.Items.Count;
        var parameters = new ParameterReader(reading).ReadAll(map.RequiredMapping("parameters"));
        var rules = Rules([.. map.OptionalList("constraints") ?? [], .. implied?.Invoke(reading.Parameters) ?? []], reading);
        var branch = new SpaceBranch(name, parameters) { Rules = [.. rules.Select(rule => rule.Rule)], Facts = facts, Hints = SpaceHints.Read(map, reading) };
        if (map.Diagnostics.Items.Skip(before).Any(item => item.Severity == Severity.Error))
        {
            map.Optional("seeds");
            return null;
        }
        DefaultObeys(branch, rules, map.Diagnostics);
        return new(name, parameters) { Rules = branch.Rules, Facts = facts, Hints = branch.Hints, Seeds = SeedReader.Read(map, branch) };
    }

    private static List<(Expression Rule, SourcePosition At)> Rules(IEnumerable<YamlValue> items, SpaceReading reading)
    {
        var rules = new List<(Expression, SourcePosition)>();
        foreach (var item in items)
        {
            if (item is not YamlValue.Scalar text)
                reading.Diagnostics.Error(item.Position, $"a constraint must be text, not {item.Kind}");
            else if (reading.Condition(text, "the constraint") is { } rule)
                rules.Add((rule, text.Position));
        }
        return rules;
    }

    private static void DefaultObeys(SpaceBranch branch, List<(Expression Rule, SourcePosition At)> rules, Diagnostics diagnostics)
    {
        // What this machine or model rules out is no mistake of the file: the study's narrowing mends it.
        if (branch.BrokenRule(branch.VendorDefault()) is not { } broken || broken.Symbols.Any(SpaceFacts.Types.ContainsKey))
            return;
        var values = broken.Symbols.Select(name => branch.VendorDefault().Values.TryGetValue(name, out var value) || branch.Facts.TryGetValue(name, out value) ? $"{name} = {value}" : name);
        diagnostics.Error(rules.Find(rule => ReferenceEquals(rule.Rule, broken)).At, $"the defaults break the constraint '{broken.Text}' ({string.Join(", ", values)})");
    }
}
