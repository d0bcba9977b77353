using System.Collections.Immutable;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>Reads the commands of a launch script in order, with the variables that they would see. Nothing is run.</summary>
internal sealed class ShellScript(IReadOnlyDictionary<string, string> environment, Diagnostics diagnostics)
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "select", "function", "{", "}", "!", "[[", "eval",
    };

    private readonly List<LaunchCandidate> _found = [];
    private readonly List<ShellToken.Word> _words = [];
    private ShellVariables _variables = new(environment, "");
    private string? _folder;

    public IReadOnlyList<LaunchCandidate> Read(string text, SourcePosition start)
    {
        var scriptFolder = Path.GetDirectoryName(start.File) is { Length: > 0 } folder ? folder : ".";
        _variables = new ShellVariables(environment, scriptFolder);
        foreach (var token in new ShellLexer(text, start).Tokens())
            Take(token);
        return _found;
    }

    private void Take(ShellToken token)
    {
        switch (token)
        {
            case ShellToken.Word word:
                _words.Add(word);
                break;
            case ShellToken.ArrayValue array:
                _variables.Assign(array);
                break;
            case ShellToken.Redirection redirection:
                diagnostics.Warning(redirection.Position, "The redirection is left out: logs go to the study's folder.");
                break;
            case ShellToken.End end:
                Finish(end);
                _words.Clear();
                break;
        }
    }

    private void Finish(ShellToken.End end)
    {
        var assignments = _words.TakeWhile(word => AssignedName(word) is not null).ToArray();
        var rest = _words.Skip(assignments.Length).ToArray();
        if (rest.Length == 0)
        {
            foreach (var word in assignments)
                Assign(word);
            return;
        }

        if (rest[0].Parts is [ShellPart.Literal { Quoted: false } first] && Keywords.Contains(first.Text))
            throw ShellLexer.Unsupported(rest[0].Position, $"`{first.Text}`");
        if (end.Background)
            diagnostics.Warning(end.Position, "`&` is left out: a launcher watches over the engine.");
        Command(assignments, rest);
    }

    private void Command(ShellToken.Word[] assignments, ShellToken.Word[] words)
    {
        if (words[0].Parts is [ShellPart.Literal { Quoted: false, Text: "export" or "readonly" } builtin])
        {
            Declare(words.Skip(1), exports: builtin.Text == "export");
            return;
        }

        var fields = words.SelectMany(word => _variables.Fields(word).Select(text => (Text: text, word.Position))).ToImmutableArray();
        if (fields.IsEmpty)
            return;
        switch (fields[0].Text)
        {
            case "set" or ":" or "trap" or "umask":
                return;
            case "cd":
                ChangeFolder(fields);
                return;
            default:
                _found.Add(Candidate(assignments, fields));
                return;
        }
    }

    private void Declare(IEnumerable<ShellToken.Word> words, bool exports)
    {
        foreach (var word in words)
        {
            var assigned = AssignedName(word);
            if (assigned is not null)
                Assign(word);
            if (exports)
                _variables.Export(assigned ?? _variables.Text(word.Parts));
        }
    }

    private void ChangeFolder(ImmutableArray<(string Text, SourcePosition Position)> fields)
    {
        if (fields is [_, var (folder, _)])
            _folder = _folder is null ? folder : Path.Combine(_folder, folder);
        else
            throw ShellLexer.Unsupported(fields[0].Position, "this `cd`");
    }

    private LaunchCandidate Candidate(ShellToken.Word[] assignments, ImmutableArray<(string Text, SourcePosition Position)> fields)
    {
        var own = assignments.Select(word => KeyValuePair.Create(AssignedName(word)!, AssignedValue(word)));
        var command = new LaunchCommand
        {
            Program = fields[0].Text,
            Arguments = [.. fields.Skip(1).Select(field => field.Text)],
            Environment = LaunchCommand.EmptyEnvironment.SetItems(_variables.Exported).SetItems(own),
            PassedEnvironment = [.. _variables.Passed],
            WorkingDirectory = _folder,
        };
        return new LaunchCandidate($"`{fields[0].Text}`", fields[0].Position, command, [.. fields.Skip(1).Select(field => field.Position)]);
    }

    private void Assign(ShellToken.Word word) => _variables.Assign(AssignedName(word)!, AssignedValue(word));

    private static string? AssignedName(ShellToken.Word word)
    {
        if (word.Parts[0] is not ShellPart.Literal { Quoted: false } first)
            return null;
        var equals = first.Text.IndexOf('=');
        return equals > 0 && !char.IsAsciiDigit(first.Text[0]) && first.Text[..equals].All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? first.Text[..equals] : null;
    }

    private string AssignedValue(ShellToken.Word word)
    {
        var first = (ShellPart.Literal)word.Parts[0];
        return first.Text[(first.Text.IndexOf('=') + 1)..] + _variables.Text(word.Parts[1..]);
    }
}
