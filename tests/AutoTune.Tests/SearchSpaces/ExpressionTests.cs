using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.SearchSpaces;

public sealed class ExpressionTests
{
    private static readonly Dictionary<string, ParameterValue> Values = new(StringComparer.Ordinal)
    {
        ["a"] = ParameterValue.Of(2L),
        ["b"] = ParameterValue.Of(8L),
        ["model.heads"] = ParameterValue.Of(12L),
        ["mode"] = ParameterValue.Of("draft"),
        ["on"] = ParameterValue.Of(true),
    };

    [Theory]
    [InlineData("1 + 2 * 3 == 7", true)]
    [InlineData("(1 + 2) * 3 == 9", true)]
    [InlineData("10 - 3 - 2 == 5", true)]
    [InlineData("7 % 4 == 3 and 7 / 2 == 3.5", true)]
    [InlineData("-a + 3 == 1", true)]
    [InlineData("model.heads % a == 0", true)]
    [InlineData("a <= b and not (b <= a)", true)]
    [InlineData("not on or a > 1", true)]
    [InlineData("false => false => false", true)]
    [InlineData("true => false", false)]
    [InlineData("on => mode == 'draft'", true)]
    [InlineData("mode in ['off', \"draft\"]", true)]
    [InlineData("a in [1, 3]", false)]
    [InlineData("min(a, b) == 2 and max(a, b, 9) == 9", true)]
    [InlineData("ceil(2.1) == 3 and floor(2.9) == 2 and log2(b) == 3", true)]
    [InlineData("mode != 'off' and on == true", true)]
    [InlineData("if(a < b, 10, 20) == 10 and if(on, 1, 2) + 1 == 2", true)]
    [InlineData("missing > 3", true)]
    [InlineData("missing > 3 and a > b", true)]
    public void Conditions_evaluate_and_hold_where_a_symbol_has_no_value(string text, bool holds) =>
        Assert.Equal(holds, Expression.Parse(text).Holds(name => Values.TryGetValue(name, out var value) ? value : null));

    [Theory]
    [InlineData("a <", 3, "the expression ends too early")]
    [InlineData("a = b", 2, "'=' is no operator; write '=='")]
    [InlineData("a < b < c", 6, "comparisons do not chain; write 'a < b and b < c'")]
    [InlineData("a b", 2, "'b' is not expected here")]
    [InlineData("(a", 2, "')' is missing here")]
    [InlineData("mode == 'draft", 8, "the text has no closing quote")]
    [InlineData("maxx(a, b)", 0, "there is no function 'maxx'; did you mean 'max'? allowed: min, max, ceil, floor, log2, if")]
    [InlineData("ceil(a, b)", 0, "'ceil' takes one argument")]
    [InlineData("a & b", 2, "'&' is not allowed here")]
    [InlineData("1.2.3", 0, "'1.2.3' is no number")]
    public void A_mistake_is_said_at_its_column(string text, int offset, string message)
    {
        var diagnostics = new Diagnostics();
        Assert.Null(Expression.Parse(text, new SourcePosition("f.yaml", 3, 10), diagnostics));
        Assert.Equal($"f.yaml:3:{10 + offset}: {message} in '{text}'", Assert.Single(diagnostics.Items).ToString());
    }

    [Theory]
    [InlineData("a + mode > 2", 4, "'+' needs a number, not text")]
    [InlineData("a == 'x'", 2, "a number is compared with text")]
    [InlineData("not a", 4, "'not' needs a condition (true or false), not a number")]
    [InlineData("modle == 'x'", 0, "there is no parameter or fact 'modle'; did you mean 'mode'? allowed: a, mode, on")]
    [InlineData("mode in ['a', 3]", 5, "text is compared with a number")]
    public void Types_are_checked_before_anything_runs(string text, int offset, string message)
    {
        var diagnostics = new Diagnostics();
        var types = new Dictionary<string, ExpressionType>(StringComparer.Ordinal) { ["a"] = ExpressionType.Number, ["mode"] = ExpressionType.Text, ["on"] = ExpressionType.Boolean };
        var expression = Expression.Parse(text, new SourcePosition("f.yaml", 1, 1), diagnostics)!;
        Assert.Null(expression.Check(name => types.TryGetValue(name, out var type) ? type : null, types.Keys, diagnostics));
        Assert.Equal($"f.yaml:1:{1 + offset}: {message} (in '{text}')", Assert.Single(diagnostics.Items).ToString());
    }

    [Fact]
    public void Any_text_parses_or_is_refused_inside_itself()
    {
        var pieces = Words.OneOf("a", "b.c", "1", "2.5", "'t'", "+", "-", "*", "%", "(", ")", "[", "]", ",", "=>", "<=", "==", "and", "or", "not", "in", "min(", "'", "=", "true", " ");
        pieces.Array[0, 12].Select(parts => string.Join(' ', parts)).Sample(
            text =>
            {
                var diagnostics = new Diagnostics();
                var expression = Expression.Parse(text, new SourcePosition("f", 1, 1), diagnostics);
                Assert.Equal(expression is null, diagnostics.HasErrors);
                Assert.All(diagnostics.Items, item => Assert.InRange(item.Position!.Value.Column, 1, text.Length + 1));
            },
            iter: 20_000, seed: "0000000000001", threads: 1);
    }

    [Fact]
    public void Long_and_deep_expressions_are_refused()
    {
        var diagnostics = new Diagnostics();
        Assert.Null(Expression.Parse(string.Join('+', Enumerable.Repeat("1", 5000)), position: null, diagnostics));
        Assert.Null(Expression.Parse(new string('(', 900) + "1" + new string(')', 900), position: null, diagnostics));
        Assert.Equal(2, diagnostics.Items.Count);
    }
}
