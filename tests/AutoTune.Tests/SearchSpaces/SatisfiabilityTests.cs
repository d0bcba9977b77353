using AutoTune.SearchSpaces;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.SearchSpaces;

public sealed class SatisfiabilityTests
{
    private static readonly Dictionary<string, SymbolDomain> Domains = new(StringComparer.Ordinal)
    {
        ["small"] = new SymbolDomain.Listed([.. Enumerable.Range(1, 4).Select(value => ParameterValue.Of((long)value))]),
        ["large"] = new SymbolDomain.Between(100, 200),
        ["mode"] = new SymbolDomain.Listed([ParameterValue.Of("on"), ParameterValue.Of("off")]),
        ["flag"] = new SymbolDomain.Listed([ParameterValue.Of(true), ParameterValue.Of(false)]),
        ["gpus"] = new SymbolDomain.Anything(ExpressionType.Number),
    };

    [Theory]
    [InlineData("small > 4", false)]
    [InlineData("small * small == 7", false)]
    [InlineData("small >= large", false)]
    [InlineData("large / small < 10", false)]
    [InlineData("large % 7 > 7", false)]
    [InlineData("mode == 'auto'", false)]
    [InlineData("mode == 'on' and mode == 'off'", false)]
    [InlineData("flag and not flag", false)]
    [InlineData("min(small, large) > 4", false)]
    [InlineData("log2(large) > 8", false)]
    [InlineData("large - large == 0", true)]
    [InlineData("small <= gpus", true)]
    [InlineData("mode in ['auto', 'on']", true)]
    [InlineData("small == 3", true)]
    [InlineData("large / gpus > 1000", true)]
    public void What_can_never_hold_is_known_where_it_is_certain(string text, bool canHold) =>
        Assert.Equal(canHold, Satisfiability.CanHold(Expression.Parse(text), name => Domains[name]));

    [Fact]
    public void Intervals_never_rule_out_what_some_value_makes_true()
    {
        var number = Words.OneOf("x", "y", "3", "0", "-2", "7.5");
        var term = Gen.Select(number, Words.OneOf("+", "-", "*", "/", "%"), number, (left, op, right) => $"({left} {op} {right})");
        var condition = Gen.Select(term, Words.OneOf("<", "<=", "==", "!=", ">", ">="), term, (left, op, right) => $"{left} {op} {right}");
        var any = Gen.Select(condition, Words.OneOf("and", "or", "=>"), condition, (left, op, right) => $"{left} {op} not ({right})");
        Gen.Select(any, Gen.Int[-3, 3], Gen.Int[0, 4], Gen.Int[-2, 2], Gen.Int[0, 4]).Sample(
            (text, low, width, otherLow, otherWidth) =>
            {
                var expression = Expression.Parse(text);
                var domains = new Dictionary<string, SymbolDomain> { ["x"] = new SymbolDomain.Between(low, low + width), ["y"] = new SymbolDomain.Between(otherLow, otherLow + otherWidth) };
                var holds = false;
                for (var x = low; x <= low + width; x++)
                    for (var y = otherLow; y <= otherLow + otherWidth; y++)
                        holds |= expression.Holds(name => ParameterValue.Of((long)(name == "x" ? x : y)));
                Assert.True(!holds || Satisfiability.CanHold(expression, name => domains[name]), text);
            },
            iter: 5_000, seed: "0000000000001", threads: 1);
    }
}
