using System.Globalization;

namespace AutoTune.SearchSpaces;

internal enum TokenKind
{
    Number,
    Text,
    Name,
    Operator,
    End,
}

internal readonly record struct Token(TokenKind Kind, string Text, int Offset);

/// <summary>A place in an expression's text, and what is wrong there.</summary>
internal sealed class ExpressionSyntaxException(int offset, string message) : Exception(message)
{
    public int Offset { get; } = offset;
}

internal static class ExpressionLexer
{
    private static readonly string[] Operators = ["=>", "<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ","];

    /// <exception cref="ExpressionSyntaxException">A character that begins no token, or a quote without its end.</exception>
    public static List<Token> Tokens(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (at == text.Length)
                break;
            var token = Next(text, at);
            tokens.Add(token);
            at += token.Kind == TokenKind.Text ? token.Text.Length + 2 : token.Text.Length;
        }
        tokens.Add(new(TokenKind.End, "", text.Length));
        return tokens;
    }

    private static Token Next(string text, int at)
    {
        var first = text[at];
        if (first is '\'' or '"')
            return Quoted(text, at);
        if (char.IsAsciiDigit(first))
            return Number(text, at);
        if (char.IsAsciiLetter(first) || first == '_')
            return new(TokenKind.Name, Run(text, at, c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.'), at);
        var found = Array.Find(Operators, candidate => string.CompareOrdinal(text, at, candidate, 0, candidate.Length) == 0);
        return found is not null
            ? new(TokenKind.Operator, found, at)
            : throw new ExpressionSyntaxException(at, first == '=' ? "'=' is no operator; write '=='" : $"'{first}' is not allowed here");
    }

    private static Token Quoted(string text, int at)
    {
        var end = text.IndexOf(text[at], at + 1);
        return end > 0
            ? new(TokenKind.Text, text[(at + 1)..end], at)
            : throw new ExpressionSyntaxException(at, "the text has no closing quote");
    }

    private static Token Number(string text, int at)
    {
        var digits = Run(text, at, c => char.IsAsciiLetterOrDigit(c) || c == '.');
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? new(TokenKind.Number, digits, at)
            : throw new ExpressionSyntaxException(at, $"'{digits}' is no number");
    }

    private static string Run(string text, int at, Func<char, bool> belongs)
    {
        var end = at;
        while (end < text.Length && belongs(text[end]))
            end++;
        return text[at..end];
    }
}
