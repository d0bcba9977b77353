namespace AutoTune.SearchSpaces;

/// <summary>The syntax tree of an <see cref="Expression"/>.</summary>
/// <param name="Offset">Of its first character (of the operator, for binary ones) in the expression's text.</param>
public abstract record ExpressionNode
{
    private ExpressionNode(int offset) => Offset = offset;

    public int Offset { get; }

    public sealed record Literal(ParameterValue Value, int At) : ExpressionNode(At);

    /// <summary>A parameter or a fact.</summary>
    public sealed record Symbol(string Name, int At) : ExpressionNode(At);

    public sealed record Unary(UnaryOperator Operator, ExpressionNode Operand, int At) : ExpressionNode(At);

    public sealed record Binary(BinaryOperator Operator, ExpressionNode Left, ExpressionNode Right, int At) : ExpressionNode(At);

    public sealed record Member(ExpressionNode Item, IReadOnlyList<ExpressionNode> Of, int At) : ExpressionNode(At);

    /// <summary>One of two numbers, as a condition says.</summary>
    public sealed record Conditional(ExpressionNode Condition, ExpressionNode Then, ExpressionNode Else, int At) : ExpressionNode(At);

    public sealed record Call(ExpressionFunction Function, IReadOnlyList<ExpressionNode> Arguments, int At) : ExpressionNode(At);
}

public enum UnaryOperator
{
    Negate,
    Not,
}

public enum BinaryOperator
{
    Implies,
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

public enum ExpressionFunction
{
    Min,
    Max,
    Ceil,
    Floor,
    Log2,
}

public enum ExpressionType
{
    Number,
    Text,
    Boolean,
}
