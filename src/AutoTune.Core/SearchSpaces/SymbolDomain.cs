namespace AutoTune.SearchSpaces;

/// <summary>The values that a symbol of an expression may take.</summary>
internal abstract record SymbolDomain
{
    private SymbolDomain()
    {
    }

    public sealed record Listed(IReadOnlyList<ParameterValue> Values) : SymbolDomain;

    /// <summary>Numbers between two ends.</summary>
    public sealed record Between(double Low, double High) : SymbolDomain;

    public sealed record Anything(ExpressionType Type) : SymbolDomain;

    public static SymbolDomain Of(Parameter parameter) => parameter switch
    {
        Parameter.Categorical categorical => new Listed([.. categorical.Values.Select(ParameterValue.Of)]),
        Parameter.Ordinal ordinal => new Listed(ordinal.Values),
        Parameter.Choice choice => new Listed([.. choice.Options.Select(option => ParameterValue.Of(option.Name))]),
        Parameter.Boolean { Only: { } only } => new Listed([ParameterValue.Of(only)]),
        Parameter.Boolean => new Listed([ParameterValue.Of(false), ParameterValue.Of(true)]),
        Parameter.Integer { Cardinality: <= Satisfiability.MaxCases } whole => new Listed([.. Whole(whole)]),
        Parameter.Integer whole => new Between(whole.Low, whole.High),
        Parameter.Real real => new Between(real.Low, real.High),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IEnumerable<ParameterValue> Whole(Parameter.Integer parameter)
    {
        for (var value = parameter.Low; value <= parameter.High; value++)
            yield return ParameterValue.Of(value);
    }
}
