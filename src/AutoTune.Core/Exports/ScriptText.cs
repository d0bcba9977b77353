using System.Text;
using System.Text.RegularExpressions;

namespace AutoTune.Exports;

/// <summary>Builds a POSIX script: header, variables that the user may override, one command over several lines.</summary>
internal sealed partial class ScriptText
{
    private readonly StringBuilder _text = new("#!/bin/sh\n");

    public ScriptText Comment(IEnumerable<string> lines) => Append(ExportComments.Render("#", lines)).Append("set -eu\n\n");

    public ScriptText Comment(string line) => Append(ExportComments.Render("#", [line]));

    /// <summary>A variable of the script with a default. A default with special characters gets its own line, since quotes do not nest in every shell.</summary>
    public ScriptText Variable(string name, string value)
    {
        if (Simple().IsMatch(value))
            return Append($"{name}=\"${{{name}:-{value}}}\"\n");
        return Append($"DEFAULT_{name}={PosixShell.Quote(value)}\n").Append($"{name}=\"${{{name}:-$DEFAULT_{name}}}\"\n");
    }

    public ScriptText Export(string name, string value) => Append($"export {PosixShell.VariableName(name)}={PosixShell.Quote(value)}\n");

    /// <param name="groups">Words that belong on one line each, quoted.</param>
    public ScriptText Exec(IEnumerable<string> groups) => Append("\nexec " + string.Join(" \\\n    ", groups) + "\n");

    public ScriptText Append(string text)
    {
        _text.Append(text);
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>A flag and its value share a line.</summary>
    public static IEnumerable<string> Group(IReadOnlyList<string> quoted, IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < quoted.Count; i++)
        {
            var hasValue = LongFlag().IsMatch(arguments[i]) && i + 1 < quoted.Count && !arguments[i + 1].StartsWith('-');
            yield return hasValue ? $"{quoted[i]} {quoted[++i]}" : quoted[i];
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_./:@-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Simple();

    [GeneratedRegex(@"\A--?[A-Za-z][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LongFlag();
}
