using System.Globalization;

namespace AutoTune.SearchSpaces;

/// <summary>A Pratt parser: every operator has a strength, and a stronger one takes the operand between two.</summary>
/// <remarks>Pratt, Top down operator precedence, POPL 1973.</remarks>
internal sealed class ExpressionParser
{
    /// <summary>Keeps hostile input from exhausting the stack.</summary>
    private const int MaxDepth = 100;

    /// <summary>The same for chains such as 1 + 1 + 1, whose trees are as deep as they are long.</summary>
    private const int MaxLength = 2000;

    private const string Conditional = "if";

    private const int NotStrength = 40;
    private const int MemberStrength = 50;
    private const int NegateStrength = 80;

    private static readonly Dictionary<string, (BinaryOperator Operator, int Strength)> Binaries = new(StringComparer.Ordinal)
    {
        ["=>"] = (BinaryOperator.Implies, 10),
        ["or"] = (BinaryOperator.Or, 20),
        ["and"] = (BinaryOperator.And, 30),
        ["=="] = (BinaryOperator.Equal, 50),
        ["!="] = (BinaryOperator.NotEqual, 50),
        ["<"] = (BinaryOperator.Less, 50),
        ["<="] = (BinaryOperator.LessOrEqual, 50),
        [">"] = (BinaryOperator.Greater, 50),
        [">="] = (BinaryOperator.GreaterOrEqual, 50),
        ["+"] = (BinaryOperator.Add, 60),
        ["-"] = (BinaryOperator.Subtract, 60),
        ["*"] = (BinaryOperator.Multiply, 70),
        ["/"] = (BinaryOperator.Divide, 70),
        ["%"] = (BinaryOperator.Remainder, 70),
    };

    private static readonly Dictionary<string, ExpressionFunction> Functions = new(StringComparer.Ordinal)
    {
        ["min"] = ExpressionFunction.Min,
        ["max"] = ExpressionFunction.Max,
        ["ceil"] = ExpressionFunction.Ceil,
        ["floor"] = ExpressionFunction.Floor,
        ["log2"] = ExpressionFunction.Log2,
    };

    private readonly List<Token> _tokens;
    private int _next;
    private int _depth;
    private ExpressionNode? _closed;

    private ExpressionParser(string text) => _tokens = ExpressionLexer.Tokens(text);

    private Token Current => _tokens[_next];

    /// <exception cref="ExpressionSyntaxException">The text is no expression.</exception>
    public static ExpressionNode Parse(string text)
    {
        if (text.Length > MaxLength)
            throw new ExpressionSyntaxException(0, $"the expression is longer than {MaxLength} characters");
        var parser = new ExpressionParser(text);
        var node = parser.Expression(0);
        return parser.Current.Kind == TokenKind.End
            ? node
            : throw new ExpressionSyntaxException(parser.Current.Offset, $"'{parser.Current.Text}' is not expected here");
    }

    private ExpressionNode Expression(int strength)
    {
        if (++_depth > MaxDepth)
            throw new ExpressionSyntaxException(Current.Offset, "the expression nests too deep");
        var left = Prefix();
        while (Continuation(strength) is { } extend)
            left = extend(left);
        _depth--;
        return left;
    }

    private Func<ExpressionNode, ExpressionNode>? Continuation(int strength)
    {
        var token = Current;
        if (token.Kind is not (TokenKind.Operator or TokenKind.Name))
            return null;
        if (token is { Kind: TokenKind.Name, Text: "in" } && MemberStrength > strength)
            return left => Member(left, token);
        if (!Binaries.TryGetValue(token.Text, out var found) || found.Strength <= strength)
            return null;
        return left => Binary(left, token, found.Operator, found.Strength);
    }

    private ExpressionNode Binary(ExpressionNode left, Token token, BinaryOperator found, int strength)
    {
        _next++;
        if (strength == 50 && left is ExpressionNode.Binary { Operator: >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual } && !IsParenthesised(left))
            throw new ExpressionSyntaxException(token.Offset, "comparisons do not chain; write 'a < b and b < c'");
        var isRightAssociative = found == BinaryOperator.Implies;
        return new ExpressionNode.Binary(found, left, Expression(isRightAssociative ? strength - 1 : strength), token.Offset);
    }

    private ExpressionNode.Member Member(ExpressionNode item, Token token)
    {
        _next++;
        Expect("[");
        return new(item, List("]"), token.Offset);
    }

    private ExpressionNode Prefix()
    {
        var token = Current;
        _next++;
        return token switch
        {
            { Kind: TokenKind.Number } => new ExpressionNode.Literal(NumberValue(token.Text), token.Offset),
            { Kind: TokenKind.Text } => new ExpressionNode.Literal(ParameterValue.Of(token.Text), token.Offset),
            { Kind: TokenKind.Name, Text: "true" or "false" } => new ExpressionNode.Literal(ParameterValue.Of(token.Text == "true"), token.Offset),
            { Kind: TokenKind.Name, Text: "not" } => new ExpressionNode.Unary(UnaryOperator.Not, Expression(NotStrength), token.Offset),
            { Kind: TokenKind.Name, Text: "and" or "or" or "in" } => throw Unexpected(token),
            { Kind: TokenKind.Name } => NameOrCall(token),
            { Kind: TokenKind.Operator, Text: "-" } => new ExpressionNode.Unary(UnaryOperator.Negate, Expression(NegateStrength), token.Offset),
            { Kind: TokenKind.Operator, Text: "(" } => Parenthesised(),
            _ => throw Unexpected(token),
        };
    }

    private ExpressionNode Parenthesised()
    {
        var inner = Expression(0);
        Expect(")");
        _closed = inner;
        return inner;
    }

    private bool IsParenthesised(ExpressionNode node) => ReferenceEquals(node, _closed);

    private ExpressionNode NameOrCall(Token name)
    {
        if (Current is not { Kind: TokenKind.Operator, Text: "(" })
            return new ExpressionNode.Symbol(name.Text, name.Offset);
        if (name.Text == Conditional)
            return Choice(name);
        if (!Functions.TryGetValue(name.Text, out var function))
            throw new ExpressionSyntaxException(name.Offset, $"there is no function '{name.Text}'{Yaml.NearestName.Hint(name.Text, Functions.Keys.Append(Conditional))}");
        _next++;
        var arguments = List(")");
        var isUnary = function is ExpressionFunction.Ceil or ExpressionFunction.Floor or ExpressionFunction.Log2;
        return isUnary == (arguments.Count == 1) && arguments.Count > 0
            ? new ExpressionNode.Call(function, arguments, name.Offset)
            : throw new ExpressionSyntaxException(name.Offset, $"'{name.Text}' takes {(isUnary ? "one argument" : "two or more arguments")}");
    }

    private ExpressionNode.Conditional Choice(Token name)
    {
        _next++;
        return List(")") is [var condition, var then, var otherwise]
            ? new(condition, then, otherwise, name.Offset)
            : throw new ExpressionSyntaxException(name.Offset, $"'{Conditional}' takes a condition and two numbers");
    }

    private List<ExpressionNode> List(string end)
    {
        var items = new List<ExpressionNode> { Expression(0) };
        while (Current is { Kind: TokenKind.Operator, Text: "," })
        {
            _next++;
            items.Add(Expression(0));
        }
        Expect(end);
        return items;
    }

    private void Expect(string text)
    {
        if (Current is not { Kind: TokenKind.Operator } || Current.Text != text)
            throw new ExpressionSyntaxException(Current.Offset, $"'{text}' is missing here");
        _next++;
    }

    private static ParameterValue NumberValue(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            ? ParameterValue.Of(whole)
            : ParameterValue.Of(double.Parse(text, CultureInfo.InvariantCulture));

    private static ExpressionSyntaxException Unexpected(Token token) =>
        new(token.Offset, token.Kind == TokenKind.End ? "the expression ends too early" : $"'{token.Text}' is not expected here");
}
