using System.Diagnostics;
using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>The static types of one expression; the first error of a branch silences what follows from it.</summary>
internal sealed class ExpressionTypes(Expression expression, Func<string, ExpressionType?> typeOf, IEnumerable<string> names, Diagnostics diagnostics)
{
    public ExpressionType? Check() => TypeOf(expression.Root);

    private ExpressionType? TypeOf(ExpressionNode node) => node switch
    {
        ExpressionNode.Literal literal => TypeOf(literal.Value),
        ExpressionNode.Symbol symbol => TypeOf(symbol),
        ExpressionNode.Unary { Operator: UnaryOperator.Not } not => Wants(not.Operand, ExpressionType.Boolean, "'not'", ExpressionType.Boolean),
        ExpressionNode.Unary negate => Wants(negate.Operand, ExpressionType.Number, "'-'", ExpressionType.Number),
        ExpressionNode.Binary binary => TypeOf(binary),
        ExpressionNode.Member member => member.Of.Select(other => Same(member.Item, other, member.Offset)).ToArray().Contains(null) ? null : ExpressionType.Boolean,
        ExpressionNode.Conditional choice => TypeOf(choice),
        ExpressionNode.Call call => TypeOf(call),
        _ => throw new UnreachableException(),
    };

    public static ExpressionType TypeOf(ParameterValue value) => value.Kind switch
    {
        ValueKind.Text => ExpressionType.Text,
        ValueKind.Boolean => ExpressionType.Boolean,
        _ => ExpressionType.Number,
    };

    public static ExpressionType TypeOf(Parameter parameter) => parameter switch
    {
        Parameter.Integer or Parameter.Real => ExpressionType.Number,
        Parameter.Boolean => ExpressionType.Boolean,
        Parameter.Ordinal ordinal => TypeOf(ordinal.Values[0]),
        _ => ExpressionType.Text,
    };

    private ExpressionType? TypeOf(ExpressionNode.Symbol symbol)
    {
        var type = typeOf(symbol.Name);
        if (type is null)
            Error(symbol.Offset, $"there is no parameter or fact '{symbol.Name}'{NearestName.Hint(symbol.Name, names)}");
        return type;
    }

    private ExpressionType? TypeOf(ExpressionNode.Call call) =>
        call.Arguments.Select(argument => Wants(argument, ExpressionType.Number, $"'{call.Function.ToString().ToLowerInvariant()}'", ExpressionType.Number))
            .ToArray().Contains(null) ? null : ExpressionType.Number;

    private ExpressionType? TypeOf(ExpressionNode.Conditional choice)
    {
        var parts = new[]
        {
            Wants(choice.Condition, ExpressionType.Boolean, "'if'", ExpressionType.Number),
            Wants(choice.Then, ExpressionType.Number, "'if'", ExpressionType.Number),
            Wants(choice.Else, ExpressionType.Number, "'if'", ExpressionType.Number),
        };
        return parts.Contains(null) ? null : ExpressionType.Number;
    }

    private ExpressionType? TypeOf(ExpressionNode.Binary binary) => binary.Operator switch
    {
        BinaryOperator.Equal or BinaryOperator.NotEqual => Same(binary.Left, binary.Right, binary.Offset),
        <= BinaryOperator.And => Both(binary, ExpressionType.Boolean, ExpressionType.Boolean),
        <= BinaryOperator.GreaterOrEqual => Both(binary, ExpressionType.Number, ExpressionType.Boolean),
        _ => Both(binary, ExpressionType.Number, ExpressionType.Number),
    };

    private ExpressionType? Both(ExpressionNode.Binary binary, ExpressionType wanted, ExpressionType result)
    {
        var name = $"'{OperatorText(binary.Operator)}'";
        var left = Wants(binary.Left, wanted, name, result);
        var right = Wants(binary.Right, wanted, name, result);
        return left is null ? null : right;
    }

    private ExpressionType? Wants(ExpressionNode operand, ExpressionType wanted, string who, ExpressionType result)
    {
        var found = TypeOf(operand);
        if (found is null || found == wanted)
            return found is null ? null : result;
        Error(operand.Offset, $"{who} needs {Words(wanted)}, not {Words(found.Value)}");
        return null;
    }

    private ExpressionType? Same(ExpressionNode left, ExpressionNode right, int offset)
    {
        var (first, second) = (TypeOf(left), TypeOf(right));
        if (first is null || second is null || first == second)
            return first is null || second is null ? null : ExpressionType.Boolean;
        Error(offset, $"{Words(first.Value)} is compared with {Words(second.Value)}");
        return null;
    }

    private void Error(int offset, string message) => diagnostics.Error(expression.PositionAt(offset), $"{message} (in '{expression.Text}')");

    private static string Words(ExpressionType type) => type switch
    {
        ExpressionType.Number => "a number",
        ExpressionType.Text => "text",
        _ => "a condition (true or false)",
    };

    private static string OperatorText(BinaryOperator found) => found switch
    {
        BinaryOperator.Implies => "=>",
        BinaryOperator.Or => "or",
        BinaryOperator.And => "and",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        _ => "%",
    };
}
