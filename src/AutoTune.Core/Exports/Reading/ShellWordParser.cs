using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>Quotes, escapes and variables inside one word.</summary>
internal sealed partial class ShellWordParser(TextCursor cursor)
{
    private const int DeepestDefault = 16;

    private int _depth;

    /// <param name="ends">The unquoted character that ends the word; it is left in place.</param>
    public ImmutableArray<ShellPart> Parts(Func<char, bool> ends)
    {
        var parts = ImmutableArray.CreateBuilder<ShellPart>();
        while (!cursor.AtEnd && !ends(cursor.Current))
            Part(parts, ends);
        return parts.ToImmutable();
    }

    private void Part(ImmutableArray<ShellPart>.Builder parts, Func<char, bool> ends)
    {
        switch (cursor.Current)
        {
            case '\'':
                parts.Add(SingleQuoted());
                break;
            case '"':
                DoubleQuoted(parts);
                break;
            case '\\':
                Escape(parts);
                break;
            case '$':
                parts.Add(Dollar(quoted: false));
                break;
            case '`':
                throw ShellLexer.Unsupported(cursor.Position, "a command substitution");
            default:
                parts.Add(new ShellPart.Literal(cursor.TakeWhile(c => c is not ('\'' or '"' or '\\' or '$' or '`') && !ends(c)), Quoted: false));
                break;
        }
    }

    private ShellPart.Literal SingleQuoted()
    {
        var at = cursor.Position;
        cursor.Next();
        var text = cursor.TakeWhile(c => c != '\'');
        Close('\'', at);
        return new ShellPart.Literal(text, Quoted: true);
    }

    private void Escape(ImmutableArray<ShellPart>.Builder parts)
    {
        cursor.Next();
        if (cursor.Current == '\r' && cursor.Peek(1) == '\n')
            cursor.Next();
        var c = cursor.AtEnd ? '\\' : cursor.Next();
        if (c != '\n')
            parts.Add(new ShellPart.Literal(c.ToString(), Quoted: true));
    }

    private void DoubleQuoted(ImmutableArray<ShellPart>.Builder parts)
    {
        var at = cursor.Position;
        cursor.Next();
        // Empty quotes are an empty word, which no other part would leave behind.
        parts.Add(new ShellPart.Literal("", Quoted: true));
        while (!cursor.AtEnd && cursor.Current != '"')
            QuotedPart(parts);
        Close('"', at);
    }

    private void QuotedPart(ImmutableArray<ShellPart>.Builder parts)
    {
        if (cursor.Current == '`')
            throw ShellLexer.Unsupported(cursor.Position, "a command substitution");
        if (cursor.Current == '$')
            parts.Add(Dollar(quoted: true));
        else
            parts.Add(new ShellPart.Literal(QuotedText(), Quoted: true));
    }

    private string QuotedText()
    {
        var text = new StringBuilder();
        while (!cursor.AtEnd && cursor.Current is not ('"' or '$' or '`'))
        {
            var c = cursor.Next();
            if (c != '\\')
                text.Append(c);
            else if (cursor.Current is '$' or '`' or '"' or '\\')
                text.Append(cursor.Next());
            else if (cursor.Current == '\n')
                cursor.Next();
            else
                text.Append(c);
        }

        return text.ToString();
    }

    private ShellPart Dollar(bool quoted)
    {
        var at = cursor.Position;
        var idiom = cursor.Match(ScriptFolderIdiom());
        if (idiom.Success)
        {
            cursor.Skip(idiom.Length);
            return new ShellPart.ScriptFolder();
        }

        cursor.Next();
        return cursor.Current switch
        {
            '{' => Braced(quoted, at),
            '(' => throw ShellLexer.Unsupported(at, "a command substitution `$(…)`"),
            '@' or '*' => Positional(quoted, at),
            '\'' or '"' when !quoted => throw ShellLexer.Unsupported(at, "a `$'…'` text"),
            '?' or '$' or '!' or '#' or (>= '0' and <= '9') => throw ShellLexer.Unsupported(at, $"`${cursor.Current}`"),
            var c when IsName(c) => new ShellPart.Variable(cursor.TakeWhile(IsName), quoted, Default: null, EvenIfEmpty: false, at),
            _ => new ShellPart.Literal("$", quoted),
        };
    }

    // The script's own arguments: today it is started with none.
    private ShellPart.Items Positional(bool quoted, SourcePosition at)
    {
        cursor.Next();
        return new ShellPart.Items("@", quoted, at);
    }

    private ShellPart Braced(bool quoted, SourcePosition at)
    {
        cursor.Next();
        var name = cursor.TakeWhile(IsName);
        if (name.Length == 0)
            throw ShellLexer.Unsupported(at, "this use of `${…}`");
        if (cursor.Current == '[' && cursor.Peek(1) is ('@' or '*') && cursor.Peek(2) == ']' && cursor.Peek(3) == '}')
        {
            cursor.Skip(4);
            return new ShellPart.Items(name, quoted, at);
        }

        var colon = cursor.Current == ':';
        if (colon)
            cursor.Next();
        var operation = cursor.Current;
        if (operation == '}' && !colon)
        {
            cursor.Next();
            return new ShellPart.Variable(name, quoted, Default: null, EvenIfEmpty: false, at);
        }

        if (operation is not ('-' or '=' or '?'))
            throw ShellLexer.Unsupported(at, $"this use of `${{{name}…}}`");
        cursor.Next();
        var fallback = Fallback(quoted, at);
        return new ShellPart.Variable(name, quoted, operation == '?' ? null : fallback, colon, at);
    }

    private ImmutableArray<ShellPart> Fallback(bool quoted, SourcePosition at)
    {
        if (++_depth > DeepestDefault)
            throw ShellLexer.Unsupported(at, "so deep a nesting");
        var parts = ImmutableArray.CreateBuilder<ShellPart>();
        while (!cursor.AtEnd && cursor.Current != '}')
        {
            if (quoted && cursor.Current is not ('$' or '"' or '\\' or '`'))
                parts.Add(new ShellPart.Literal(cursor.TakeWhile(c => c is not ('$' or '"' or '\\' or '`' or '}')), Quoted: true));
            else
                Part(parts, c => c == '}');
        }

        _depth--;
        Close('}', at);
        return parts.ToImmutable();
    }

    private void Close(char mark, SourcePosition opened)
    {
        if (cursor.AtEnd)
            throw new InvalidInputException($"cannot be read back: the `{mark}` that closes this is missing.", opened);
        cursor.Next();
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    [GeneratedRegex(@"\G\$\(\s*(cd\s+""?\$\(\s*)?dirname\s+(--\s+)?""?\$(\{BASH_SOURCE\[0\]\}|\{BASH_SOURCE\}|BASH_SOURCE|0|\{0\})""?\s*\)(?(1)""?\s*&&\s*pwd\s*\))", RegexOptions.CultureInvariant)]
    private static partial Regex ScriptFolderIdiom();
}
