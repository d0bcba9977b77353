using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>A condition, a known rule or a formula, such as <c>ubatch &lt;= batch</c>.</summary>
/// <remarks>Weakest first: <c>=&gt;</c> (right-associative), <c>or</c>, <c>and</c>, <c>not</c>, comparisons and <c>in [..]</c>, <c>+ -</c>, <c>* / %</c>.
/// Functions: min, max, ceil, floor, log2. Numbers are doubles; <c>%</c> has the sign of its left operand.</remarks>
public sealed class Expression
{
    private Expression(string text, ExpressionNode root, SourcePosition? position)
    {
        Text = text;
        Root = root;
        Position = position;
        Symbols = SymbolsOf(root).Select(symbol => symbol.Name).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>As the user wrote it.</summary>
    public string Text { get; }

    public ExpressionNode Root { get; }

    /// <summary>Where <see cref="Text"/> begins; null where it comes from no file.</summary>
    public SourcePosition? Position { get; }

    /// <summary>Names that it mentions: parameters and facts (<c>gpus</c>, <c>model.heads</c>).</summary>
    public IReadOnlySet<string> Symbols { get; }

    /// <returns>Null, and an error at its place, where the text is no expression.</returns>
    public static Expression? Parse(string text, SourcePosition? position, Diagnostics diagnostics)
    {
        try
        {
            return new(text, ExpressionParser.Parse(text), position);
        }
        catch (ExpressionSyntaxException problem)
        {
            diagnostics.Error(Shifted(position, problem.Offset), $"{problem.Message} in '{text}'");
            return null;
        }
    }

    /// <exception cref="InvalidInputException">The text is no expression.</exception>
    public static Expression Parse(string text)
    {
        var diagnostics = new Diagnostics();
        var expression = Parse(text, position: null, diagnostics);
        diagnostics.ThrowIfErrors();
        return expression!;
    }

    /// <summary>Both hold.</summary>
    public static Expression All(Expression left, Expression right) =>
        new($"({left.Text}) and ({right.Text})", new ExpressionNode.Binary(BinaryOperator.And, left.Root, right.Root, 0), right.Position);

    /// <summary>Whether it holds; a rule that mentions an inactive parameter (a symbol without value) holds.</summary>
    /// <exception cref="InvalidOperationException">It is of no boolean type, which reading a space refuses.</exception>
    public bool Holds(Func<string, ParameterValue?> valueOf) => Evaluate(valueOf) is not { } value || value is { Kind: ValueKind.Boolean } && value.IsTrue;

    /// <returns>Null where a symbol has no value; numbers are whole where they can be.</returns>
    /// <exception cref="InvalidOperationException">Types that do not go together, which <see cref="Check"/> refuses.</exception>
    public ParameterValue? Evaluate(Func<string, ParameterValue?> valueOf)
    {
        foreach (var symbol in Symbols)
            if (valueOf(symbol) is null)
                return null;
        return ExpressionEvaluation.Evaluate(Root, name => valueOf(name)!.Value);
    }

    /// <summary>Checks names and types; errors name the place inside the text.</summary>
    /// <param name="typeOf">Null for a name that there is not.</param>
    /// <param name="names">The names that there are, for the nearest one.</param>
    /// <returns>Its type; null where an error was added.</returns>
    public ExpressionType? Check(Func<string, ExpressionType?> typeOf, IEnumerable<string> names, Diagnostics diagnostics) =>
        new ExpressionTypes(this, typeOf, names, diagnostics).Check();

    public SourcePosition? PositionAt(int offset) => Shifted(Position, offset);

    public override string ToString() => Text;

    internal static IEnumerable<ExpressionNode.Symbol> SymbolsOf(ExpressionNode node) => node switch
    {
        ExpressionNode.Symbol symbol => [symbol],
        ExpressionNode.Unary unary => SymbolsOf(unary.Operand),
        ExpressionNode.Binary binary => SymbolsOf(binary.Left).Concat(SymbolsOf(binary.Right)),
        ExpressionNode.Member member => SymbolsOf(member.Item).Concat(member.Of.SelectMany(SymbolsOf)),
        ExpressionNode.Conditional choice => new[] { choice.Condition, choice.Then, choice.Else }.SelectMany(SymbolsOf),
        ExpressionNode.Call call => call.Arguments.SelectMany(SymbolsOf),
        _ => [],
    };

    private static SourcePosition? Shifted(SourcePosition? position, int offset) =>
        position is { } at ? at with { Column = at.Column + offset } : null;
}
