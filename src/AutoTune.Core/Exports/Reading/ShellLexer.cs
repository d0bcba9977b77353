using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>Splits a launch script into words and ends of commands; what would need a shell to know is an error with its place.</summary>
internal sealed partial class ShellLexer(string text, SourcePosition start)
{
    private readonly TextCursor _cursor = new(text, start);

    public IEnumerable<ShellToken> Tokens()
    {
        while (true)
        {
            SkipBlanks();
            if (_cursor.AtEnd)
                break;
            yield return (ShellToken?)Operator() ?? Redirection() ?? Array() ?? (ShellToken)Word();
        }

        yield return new ShellToken.End(Background: false, _cursor.Position);
    }

    private void SkipBlanks()
    {
        while (true)
        {
            if (_cursor.Current is ' ' or '\t' or '\r')
                _cursor.Next();
            else if (_cursor.Current == '\\' && _cursor.Peek(1) == '\n')
                _cursor.Skip(2);
            else if (_cursor.Current == '\\' && _cursor.Peek(1) == '\r' && _cursor.Peek(2) == '\n')
                _cursor.Skip(3);
            else if (_cursor.Current == '#')
                _cursor.TakeWhile(c => c != '\n');
            else
                return;
        }
    }

    private ShellToken.End? Operator()
    {
        var at = _cursor.Position;
        switch (_cursor.Current)
        {
            case '\n' or ';' when _cursor.Peek(1) != ';':
                _cursor.Next();
                return new ShellToken.End(Background: false, at);
            case '&' when _cursor.Peek(1) == '&':
                _cursor.Skip(2);
                return new ShellToken.End(Background: false, at);
            case '&' when _cursor.Peek(1) != '>':
                _cursor.Next();
                return new ShellToken.End(Background: true, at);
            case '|' or '(' or ')' or ';':
                throw Unsupported(at, _cursor.Current switch { '|' => "a pipe or `||`", ';' => "`;;`", _ => "a parenthesis" });
            default:
                return null;
        }
    }

    private ShellToken.Redirection? Redirection()
    {
        var match = _cursor.Match(RedirectionStart());
        if (!match.Success)
            return null;
        var at = _cursor.Position;
        if (match.Value.Contains("<<", StringComparison.Ordinal))
            throw Unsupported(at, "a here-document");
        _cursor.Skip(match.Length);
        SkipBlanks();
        Word();
        return new ShellToken.Redirection(at);
    }

    private ShellToken.ArrayValue? Array()
    {
        var match = _cursor.Match(ArrayStart());
        if (!match.Success)
            return null;
        var at = _cursor.Position;
        _cursor.Skip(match.Length);
        var items = ImmutableArray.CreateBuilder<ShellToken.Word>();
        while (true)
        {
            SkipBlanks();
            if (_cursor.AtEnd)
                throw Unsupported(at, "an array without its closing parenthesis");
            if (_cursor.Current == ')')
                break;
            if (_cursor.Current == '\n')
                _cursor.Next();
            else
                items.Add(Word());
        }

        _cursor.Next();
        return new ShellToken.ArrayValue(match.Groups[1].Value, match.Groups[2].Length > 0, items.ToImmutable(), at);
    }

    private ShellToken.Word Word()
    {
        var at = _cursor.Position;
        var parts = new ShellWordParser(_cursor).Parts(EndsWord);
        return parts.IsEmpty ? throw Unsupported(at, $"`{_cursor.Current}` here") : new ShellToken.Word(parts, at);
    }

    private static bool EndsWord(char c) => c is ' ' or '\t' or '\r' or '\n' or ';' or '&' or '|' or '<' or '>' or '(' or ')';

    internal static InvalidInputException Unsupported(SourcePosition at, string what) =>
        new($"cannot be read back: {what} needs a shell to know what it does; write the launch command plainly.", at);

    [GeneratedRegex(@"\G([0-9]*(<<<?|<|>>|>\||>&|>)|&>>?)", RegexOptions.CultureInvariant)]
    private static partial Regex RedirectionStart();

    [GeneratedRegex(@"\G([A-Za-z_][A-Za-z0-9_]*)(\+?)=\(", RegexOptions.CultureInvariant)]
    private static partial Regex ArrayStart();
}
