using System.Diagnostics;

namespace AutoTune.SearchSpaces;

/// <summary>An outer bound of what an expression may evaluate to: an interval, a set of texts, or which truths are possible.</summary>
/// <remarks>Interval arithmetic that takes every symbol for independent, so it may allow too much and never too little.</remarks>
internal sealed record ExpressionBounds
{
    private static readonly ExpressionBounds AnyNumber = new() { Low = double.NegativeInfinity, High = double.PositiveInfinity, MayBeNaN = true };

    private double Low { get; init; }

    private double High { get; init; }

    private bool MayBeNaN { get; init; }

    /// <summary>Null: no text, or any (then <see cref="IsAnyText"/>).</summary>
    private HashSet<string>? Texts { get; init; }

    private bool IsAnyText { get; init; }

    public bool CanBeTrue { get; private init; }

    public bool CanBeFalse { get; private init; }

    public static ExpressionBounds Of(ExpressionNode node, IReadOnlyDictionary<string, SymbolDomain> domains) => node switch
    {
        ExpressionNode.Literal literal => OfValues([literal.Value]),
        ExpressionNode.Symbol symbol => OfDomain(domains[symbol.Name]),
        ExpressionNode.Unary { Operator: UnaryOperator.Not } not => Negation(Of(not.Operand, domains)),
        ExpressionNode.Unary negate => Arithmetic(BinaryOperator.Subtract, Number(0, 0), Of(negate.Operand, domains)),
        ExpressionNode.Binary binary => Binary(binary.Operator, Of(binary.Left, domains), Of(binary.Right, domains)),
        ExpressionNode.Member member => Member(Of(member.Item, domains), [.. member.Of.Select(other => Of(other, domains))]),
        ExpressionNode.Conditional choice => Either(Of(choice.Condition, domains), Of(choice.Then, domains), Of(choice.Else, domains)),
        ExpressionNode.Call call => Call(call.Function, [.. call.Arguments.Select(argument => Of(argument, domains))]),
        _ => throw new UnreachableException(),
    };

    private static ExpressionBounds OfDomain(SymbolDomain domain) => domain switch
    {
        SymbolDomain.Listed listed => OfValues(listed.Values),
        SymbolDomain.Between between => Number(between.Low, between.High),
        SymbolDomain.Anything { Type: ExpressionType.Number } => AnyNumber,
        SymbolDomain.Anything { Type: ExpressionType.Text } => new() { IsAnyText = true },
        _ => Truth(canBeTrue: true, canBeFalse: true),
    };

    private static ExpressionBounds OfValues(IReadOnlyList<ParameterValue> values) => values[0].Kind switch
    {
        ValueKind.Text => new() { Texts = [.. values.Select(value => value.ToString())] },
        ValueKind.Boolean => Truth(values.Any(value => value.IsTrue), values.Any(value => !value.IsTrue)),
        _ => Number(values.Min(value => value.Number), values.Max(value => value.Number)),
    };

    private static ExpressionBounds Number(double low, double high) =>
        double.IsNaN(low) || double.IsNaN(high) ? AnyNumber : new() { Low = low, High = high, MayBeNaN = double.IsInfinity(low) || double.IsInfinity(high) };

    private static ExpressionBounds Truth(bool canBeTrue, bool canBeFalse) => new() { CanBeTrue = canBeTrue, CanBeFalse = canBeFalse };

    private static ExpressionBounds Negation(ExpressionBounds of) => Truth(of.CanBeFalse, of.CanBeTrue);

    private bool IsTruth => CanBeTrue || CanBeFalse;

    private static ExpressionBounds Binary(BinaryOperator found, ExpressionBounds left, ExpressionBounds right) => found switch
    {
        BinaryOperator.Implies => Truth(left.CanBeFalse || right.CanBeTrue, left.CanBeTrue && right.CanBeFalse),
        BinaryOperator.Or => Truth(left.CanBeTrue || right.CanBeTrue, left.CanBeFalse && right.CanBeFalse),
        BinaryOperator.And => Truth(left.CanBeTrue && right.CanBeTrue, left.CanBeFalse || right.CanBeFalse),
        BinaryOperator.Equal => Equality(left, right),
        BinaryOperator.NotEqual => Negation(Equality(left, right)),
        BinaryOperator.Less => Order(left.Low < right.High, left.High >= right.Low, left, right),
        BinaryOperator.LessOrEqual => Order(left.Low <= right.High, left.High > right.Low, left, right),
        BinaryOperator.Greater => Order(left.High > right.Low, left.Low <= right.High, left, right),
        BinaryOperator.GreaterOrEqual => Order(left.High >= right.Low, left.Low < right.High, left, right),
        _ => Arithmetic(found, left, right),
    };

    private static ExpressionBounds Order(bool canBeTrue, bool canBeFalse, ExpressionBounds left, ExpressionBounds right) =>
        Truth(canBeTrue, canBeFalse || left.MayBeNaN || right.MayBeNaN);

    private static ExpressionBounds Equality(ExpressionBounds left, ExpressionBounds right)
    {
        if (left.IsTruth || right.IsTruth)
            return Truth((left.CanBeTrue && right.CanBeTrue) || (left.CanBeFalse && right.CanBeFalse), (left.CanBeTrue && right.CanBeFalse) || (left.CanBeFalse && right.CanBeTrue));
        if (left.IsAnyText || right.IsAnyText)
            return Truth(canBeTrue: true, canBeFalse: true);
        if (left.Texts is { } texts && right.Texts is { } others)
            return Truth(texts.Overlaps(others), texts.Count > 1 || others.Count > 1 || !texts.Overlaps(others));
        return Truth(left.Low <= right.High && right.Low <= left.High, left.MayBeNaN || right.MayBeNaN || left.Low < left.High || right.Low < right.High || left.Low != right.Low);
    }

    private static ExpressionBounds Member(ExpressionBounds item, IReadOnlyList<ExpressionBounds> of) =>
        of.Select(other => Equality(item, other)).Aggregate((left, right) => Binary(BinaryOperator.Or, left, right));

    private static ExpressionBounds Either(ExpressionBounds condition, ExpressionBounds then, ExpressionBounds otherwise)
    {
        if (!condition.CanBeFalse)
            return then;
        if (!condition.CanBeTrue)
            return otherwise;
        return then.MayBeNaN || otherwise.MayBeNaN ? AnyNumber : Number(Math.Min(then.Low, otherwise.Low), Math.Max(then.High, otherwise.High));
    }

    private static ExpressionBounds Call(ExpressionFunction function, IReadOnlyList<ExpressionBounds> arguments)
    {
        if (arguments.Any(argument => argument.MayBeNaN) || (function == ExpressionFunction.Log2 && arguments[0].Low < 0))
            return AnyNumber;
        return Number(
            ExpressionEvaluation.Apply(function, arguments.Select(argument => argument.Low)),
            ExpressionEvaluation.Apply(function, arguments.Select(argument => argument.High)));
    }

    private static ExpressionBounds Arithmetic(BinaryOperator found, ExpressionBounds left, ExpressionBounds right)
    {
        var isUndefined = found is BinaryOperator.Divide or BinaryOperator.Remainder && right.Low <= 0 && right.High >= 0;
        if (isUndefined || left.MayBeNaN || right.MayBeNaN)
            return AnyNumber;
        if (found == BinaryOperator.Remainder && (left.Low < left.High || right.Low < right.High))
            return Remainder(left, Math.Max(Math.Abs(right.Low), Math.Abs(right.High)));
        double[] corners =
        [
            ExpressionEvaluation.Apply(found, left.Low, right.Low), ExpressionEvaluation.Apply(found, left.Low, right.High),
            ExpressionEvaluation.Apply(found, left.High, right.Low), ExpressionEvaluation.Apply(found, left.High, right.High),
        ];
        return Number(corners.Min(), corners.Max());
    }

    private static ExpressionBounds Remainder(ExpressionBounds left, double largest) =>
        Number(left.Low < 0 ? -Math.Min(largest, -left.Low) : 0, left.High > 0 ? Math.Min(largest, left.High) : 0);
}
