using System.Collections.Immutable;
using System.Text;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>What the variables of a script hold, and the words that they become.</summary>
/// <param name="environment">For variables that the file does not assign.</param>
internal sealed class ShellVariables(IReadOnlyDictionary<string, string> environment, string scriptFolder)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<string>> _arrays = new(StringComparer.Ordinal);
    private readonly HashSet<string> _exported = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, string>> Exported => _values.Where(pair => _exported.Contains(pair.Key));

    /// <summary>Exported without a value of the file's own.</summary>
    public IEnumerable<string> Passed => _exported.Where(name => !_values.ContainsKey(name));

    public void Assign(string name, string value) => _values[name] = value;

    public void Assign(ShellToken.ArrayValue array)
    {
        var items = array.Items.SelectMany(word => Fields(word)).ToImmutableArray();
        _arrays[array.Name] = array.Appends && _arrays.TryGetValue(array.Name, out var before) ? before.AddRange(items) : items;
    }

    public void Export(string name) => _exported.Add(name);

    /// <summary>The whole word as one text, as on the right of an assignment.</summary>
    public string Text(ImmutableArray<ShellPart> parts) => string.Concat(parts.Select(Text));

    /// <summary>The words that a shell would make of one: none of an empty variable, several of one with blanks.</summary>
    public IReadOnlyList<string> Fields(ShellToken.Word word)
    {
        if (IsNoWord(word))
            return [];
        var fields = new List<string>();
        StringBuilder? field = null;
        foreach (var part in WithHome(word.Parts))
            Append(part, fields, ref field);
        if (field is not null)
            fields.Add(field.ToString());
        return fields;
    }

    // `"$@"` of nothing is nothing, although an empty pair of quotes is an empty word.
    private bool IsNoWord(ShellToken.Word word) =>
        word.Parts.Any(part => part is ShellPart.Items)
        && word.Parts.All(part => part is ShellPart.Literal { Text: "" } || (part is ShellPart.Items items && Items(items).IsEmpty));

    private void Append(ShellPart part, List<string> fields, ref StringBuilder? field)
    {
        if (part is ShellPart.Items items)
        {
            AppendItems(Items(items), fields, ref field);
            return;
        }

        if (part is not ShellPart.Variable { Quoted: false } variable)
        {
            (field ??= new StringBuilder()).Append(Text(part));
            return;
        }

        if (variable.Default is { } fallback && Lookup(variable) is null)
        {
            foreach (var inner in fallback)
                Append(inner, fields, ref field);
            return;
        }

        AppendSplit(Text(variable), fields, ref field);
    }

    private static void AppendItems(ImmutableArray<string> items, List<string> fields, ref StringBuilder? field)
    {
        for (var i = 0; i < items.Length; i++)
        {
            (field ??= new StringBuilder()).Append(items[i]);
            if (i == items.Length - 1)
                continue;
            fields.Add(field.ToString());
            field = null;
        }
    }

    private static void AppendSplit(string value, List<string> fields, ref StringBuilder? field)
    {
        foreach (var c in value)
        {
            if (c is not (' ' or '\t' or '\n'))
            {
                (field ??= new StringBuilder()).Append(c);
                continue;
            }

            if (field is not null)
                fields.Add(field.ToString());
            field = null;
        }
    }

    private string Text(ShellPart part) => part switch
    {
        ShellPart.Literal literal => literal.Text,
        ShellPart.ScriptFolder => scriptFolder,
        ShellPart.Items items => string.Join(' ', Items(items)),
        ShellPart.Variable variable => Lookup(variable) ?? (variable.Default is { } fallback ? Text(fallback) : throw Unknown(variable)),
        _ => throw new InvalidOperationException($"A part of an unknown kind: {part}."),
    };

    private string? Lookup(ShellPart.Variable variable)
    {
        var value = _values.GetValueOrDefault(variable.Name) ?? environment.GetValueOrDefault(variable.Name);
        return value is "" && variable is { EvenIfEmpty: true, Default: not null } ? null : value;
    }

    private ImmutableArray<string> Items(ShellPart.Items items) =>
        items.Name == "@" ? [] : _arrays.TryGetValue(items.Name, out var values)
            ? values
            : throw new InvalidInputException($"cannot be read back: the array `{items.Name}` has no value in this file.", items.Position);

    // A tilde in front, unquoted, is the home folder.
    private IEnumerable<ShellPart> WithHome(ImmutableArray<ShellPart> parts) =>
        parts[0] is ShellPart.Literal { Quoted: false } first && (first.Text == "~" || first.Text.StartsWith("~/", StringComparison.Ordinal))
            && environment.TryGetValue("HOME", out var home)
            ? [new ShellPart.Literal(home + first.Text[1..], Quoted: true), .. parts.Skip(1)]
            : parts;

    private static InvalidInputException Unknown(ShellPart.Variable variable) =>
        new($"cannot be read back: `${variable.Name}` has no value in this file; assign it above, or write ${{{variable.Name}:-value}}.", variable.Position);
}
