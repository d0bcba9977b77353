using System.Diagnostics;

namespace AutoTune.SearchSpaces;

internal static class ExpressionEvaluation
{
    public static ParameterValue Evaluate(ExpressionNode node, Func<string, ParameterValue> valueOf) => node switch
    {
        ExpressionNode.Literal literal => literal.Value,
        ExpressionNode.Symbol symbol => valueOf(symbol.Name),
        ExpressionNode.Unary { Operator: UnaryOperator.Not } not => ParameterValue.Of(!Evaluate(not.Operand, valueOf).IsTrue),
        ExpressionNode.Unary negate => Number(-Evaluate(negate.Operand, valueOf).Number),
        ExpressionNode.Binary binary => Binary(binary, valueOf),
        ExpressionNode.Member member => Member(member, valueOf),
        ExpressionNode.Conditional choice => Evaluate(Evaluate(choice.Condition, valueOf).IsTrue ? choice.Then : choice.Else, valueOf),
        ExpressionNode.Call call => Number(Apply(call.Function, call.Arguments.Select(argument => Evaluate(argument, valueOf).Number))),
        _ => throw new UnreachableException(),
    };

    public static double Apply(ExpressionFunction function, IEnumerable<double> arguments) => function switch
    {
        ExpressionFunction.Min => arguments.Min(),
        ExpressionFunction.Max => arguments.Max(),
        ExpressionFunction.Ceil => Math.Ceiling(arguments.First()),
        ExpressionFunction.Floor => Math.Floor(arguments.First()),
        ExpressionFunction.Log2 => Math.Log2(arguments.First()),
        _ => throw new UnreachableException(),
    };

    public static double Apply(BinaryOperator arithmetic, double left, double right) => arithmetic switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Remainder => left % right,
        _ => throw new UnreachableException(),
    };

    private static ParameterValue Member(ExpressionNode.Member member, Func<string, ParameterValue> valueOf)
    {
        var item = Evaluate(member.Item, valueOf);
        return ParameterValue.Of(member.Of.Any(other => AreEqual(item, Evaluate(other, valueOf))));
    }

    private static ParameterValue Binary(ExpressionNode.Binary binary, Func<string, ParameterValue> valueOf)
    {
        var left = Evaluate(binary.Left, valueOf);
        return binary.Operator switch
        {
            BinaryOperator.Implies => ParameterValue.Of(!left.IsTrue || Right().IsTrue),
            BinaryOperator.Or => ParameterValue.Of(left.IsTrue || Right().IsTrue),
            BinaryOperator.And => ParameterValue.Of(left.IsTrue && Right().IsTrue),
            BinaryOperator.Equal => ParameterValue.Of(AreEqual(left, Right())),
            BinaryOperator.NotEqual => ParameterValue.Of(!AreEqual(left, Right())),
            BinaryOperator.Less => ParameterValue.Of(left.Number < Right().Number),
            BinaryOperator.LessOrEqual => ParameterValue.Of(left.Number <= Right().Number),
            BinaryOperator.Greater => ParameterValue.Of(left.Number > Right().Number),
            BinaryOperator.GreaterOrEqual => ParameterValue.Of(left.Number >= Right().Number),
            _ => Number(Apply(binary.Operator, left.Number, Right().Number)),
        };

        ParameterValue Right() => Evaluate(binary.Right, valueOf);
    }

    private static bool AreEqual(ParameterValue left, ParameterValue right) =>
        left.Kind == ValueKind.Text || right.Kind == ValueKind.Text
            ? string.Equals(left.ToString(), right.ToString(), StringComparison.Ordinal)
            : left.Number == right.Number;

    private static ParameterValue Number(double value) =>
        Math.Abs(value) < 1L << 53 && Math.Floor(value) == value ? ParameterValue.Of((long)value) : ParameterValue.Of(value);
}
