using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>Text as a POSIX shell reads it.</summary>
public static partial class PosixShell
{
    /// <summary>One word that any shell takes as exactly this text.</summary>
    /// <exception cref="InvalidInputException">A NUL: no program can receive one.</exception>
    public static string Quote(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new InvalidInputException("An argument with a NUL character cannot be passed to a program.");
        return Plain().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''")}'";
    }

    /// <summary>A program's name: never an assignment or an option of <c>exec</c>.</summary>
    public static string QuoteProgram(string program)
    {
        if (program.Length == 0 || program[0] == '-')
            throw new InvalidInputException($"`{program}` cannot be started from a script.");
        return program.Contains('=', StringComparison.Ordinal) ? $"'{program.Replace("'", @"'\''")}'" : Quote(program);
    }

    /// <summary>Every name is one that a shell can assign.</summary>
    public static string VariableName(string name) => Name().IsMatch(name)
        ? name
        : throw new InvalidInputException($"`{name}` is no name of an environment variable that a script can set.");

    [GeneratedRegex(@"\A[A-Za-z0-9_@%+=:,./-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
