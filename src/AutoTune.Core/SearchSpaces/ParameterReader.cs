using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>Reads the tree of parameters; groups are flattened, choices nest.</summary>
internal sealed partial class ParameterReader(SpaceReading reading)
{
    private static readonly string[] TypeWords = ["categorical", "ordinal", "integer", "float", "boolean", "choice", "group"];
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "and", "or", "not", "in", "true", "false" };

    private Diagnostics Diagnostics => reading.Diagnostics;

    public List<Parameter> ReadAll(MappingReader parameters, string? group = null, Expression? groupWhen = null)
    {
        var read = new List<Parameter>();
        foreach (var entry in parameters.Entries)
            Read(entry, group, groupWhen, read);
        return read;
    }

    private void Read(YamlEntry entry, string? group, Expression? groupWhen, List<Parameter> into)
    {
        if (entry.Value is not YamlValue.Mapping mapping)
        {
            MappingReader.Open(entry.Value, Diagnostics, $"parameter '{entry.Key}'");
            return;
        }
        var word = MappingReader.Open(mapping, Diagnostics, $"parameter '{entry.Key}'");
        if (mapping.Find("type") is null)
            word.RequiredText("type");
        else if (word.OptionalWord("type", TypeWords) is { } type)
            Read(entry, type, group, groupWhen, into);
    }

    private void Read(YamlEntry entry, string type, string? group, Expression? groupWhen, List<Parameter> into)
    {
        var errors = ErrorCount();
        var map = MappingReader.Open(entry.Value, Diagnostics, $"parameter '{entry.Key}' (type {type})", KeysOf(type));
        map.Optional("type");
        var when = Combined(groupWhen, map.OptionalScalar("when") is { } text ? reading.When(text) : null);
        if (type == "group")
            into.AddRange(ReadAll(map.RequiredMapping("parameters"), entry.Key, when));
        else if (IsNameFree(entry) && Kind(type, map) is { } kind && Complete(kind, entry, map, group, when) is { } parameter)
            Add(parameter, map, errors, into);
        map.Finish();
    }

    /// <summary>A choice's options are read after it is known, so that their conditions may mention it.</summary>
    private void Add(Parameter parameter, MappingReader map, int errors, List<Parameter> into)
    {
        var index = reading.Parameters.Count;
        reading.Parameters.Add(parameter);
        if (parameter is Parameter.Choice choice && ErrorCount() == errors)
        {
            parameter = choice with { Options = [.. choice.Options.Select(option => WithParameters(option, map, choice))] };
            reading.Parameters[index] = parameter;
        }
        into.Add(parameter);
    }

    private ChoiceOption WithParameters(ChoiceOption option, MappingReader map, Parameter.Choice choice)
    {
        var value = ((YamlValue.Mapping)map.Optional("options")!).Find(option.Name)!.Value;
        if (value is YamlValue.Scalar { IsEmpty: true })
            return option;
        var keys = MappingReader.Open(value, Diagnostics, $"option '{option.Name}' of '{choice.Name}'", SpaceKeys.Option);
        var nested = keys.OptionalMapping("parameters") is { } parameters ? ReadAll(parameters, choice.Name) : [];
        keys.OptionalText("description");
        var read = option with { Arguments = [.. keys.OptionalTexts("args") ?? []], Keys = SpaceValues.Entries(keys.OptionalMapping("keys")), Parameters = nested };
        keys.Finish();
        return read;
    }

    private bool IsNameFree(YamlEntry entry)
    {
        var twin = reading.Find(entry.Key);
        var problem = twin is not null ? $"there are two parameters '{entry.Key}'; the first is in line {twin.Position?.Line}"
            : SpaceFacts.Types.ContainsKey(entry.Key) ? $"'{entry.Key}' is the name of a fact; call the parameter otherwise"
            : !NamePattern().IsMatch(entry.Key) || Reserved.Contains(entry.Key) ? $"'{entry.Key}' cannot be a parameter's name; lower-case letters, digits and _ are allowed, beginning with a letter"
            : null;
        if (problem is not null)
            Diagnostics.Error(entry.KeyPosition, problem);
        return problem is null;
    }

    private Parameter? Kind(string type, MappingReader map) => new ParameterKinds(reading, map).Read(type);

    private Parameter? Complete(Parameter kind, YamlEntry entry, MappingReader map, string? group, Expression? when)
    {
        var named = kind with
        {
            Name = entry.Key,
            Description = map.OptionalText("description"),
            Role = map.OptionalText("role"),
            IsExplicit = kind is not Parameter.Choice && map.OptionalBoolean("explicit") == true,
            Change = map.OptionalWord("change", "restart", "live") == "live" ? ChangeKind.Live : ChangeKind.Restart,
            When = when,
            Group = group,
            Position = entry.KeyPosition,
        };
        if (map.RequiredScalar("default") is not { } text || SpaceValues.For(named, text, reading.Facts, Diagnostics) is not { } value)
            return null;
        named = named with { Default = value };
        return named is Parameter.Choice ? named : named with { Binding = BindingReader.Read(named, map), Implied = Implied(named, map) };
    }

    private ImpliedDefault? Implied(Parameter parameter, MappingReader map)
    {
        if (map.OptionalMapping("implied", SpaceKeys.Implied) is not { } implied)
            return null;
        var by = implied.RequiredText("by");
        var text = implied.RequiredScalar("value");
        implied.Finish();
        if (reading.Find(by) is null)
            implied.Error("by", $"there is no parameter '{by}' before '{parameter.Name}'{NearestName.Hint(by, reading.Parameters.Select(known => known.Name))}");
        if (text is null || Expression.Parse(text.Text, text.TextPosition, Diagnostics) is not { } value || value.Check(reading.TypeOf, reading.Names, Diagnostics) is null)
            return null;
        return new(by, value);
    }

    private static Expression? Combined(Expression? outer, Expression? own) =>
        outer is null ? own : own is null ? outer : Expression.All(outer, own);

    private static YamlKeys KeysOf(string type) => type switch
    {
        "categorical" => SpaceKeys.Categorical,
        "ordinal" => SpaceKeys.Ordinal,
        "integer" => SpaceKeys.Integer,
        "float" => SpaceKeys.Real,
        "boolean" => SpaceKeys.Boolean,
        "choice" => SpaceKeys.Choice,
        _ => SpaceKeys.Group,
    };

    private int ErrorCount() => Diagnostics.Items.Count(item => item.Severity == Severity.Error);

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex NamePattern();
}
