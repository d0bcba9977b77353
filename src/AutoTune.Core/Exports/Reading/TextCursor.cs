using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>A place in a text that knows its line and column.</summary>
internal sealed class TextCursor(string text, SourcePosition start)
{
    private int _line = start.Line;
    private int _column = start.Column;

    public int Index { get; private set; }

    public bool AtEnd => Index >= text.Length;

    /// <summary>NUL at the end.</summary>
    public char Current => Peek(0);

    public SourcePosition Position => new(start.File, _line, _column);

    /// <param name="pattern">Anchored by <c>\G</c>.</param>
    public Match Match(Regex pattern) => pattern.Match(text, Math.Min(Index, text.Length));

    public char Peek(int ahead) => Index + ahead < text.Length ? text[Index + ahead] : '\0';

    public char Next()
    {
        var c = Current;
        (_line, _column) = c == '\n' ? (_line + 1, 1) : (_line, _column + 1);
        Index++;
        return c;
    }

    public void Skip(int count)
    {
        for (var i = 0; i < count && !AtEnd; i++)
            Next();
    }

    public string TakeWhile(Func<char, bool> accept)
    {
        var from = Index;
        while (!AtEnd && accept(Current))
            Next();
        return text[from..Index];
    }
}
