using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>What the readers of one space share: facts, errors, and the parameters seen so far.</summary>
internal sealed class SpaceReading(IReadOnlyDictionary<string, ParameterValue> facts, Diagnostics diagnostics)
{
    /// <summary>In the order of the file, parents before children.</summary>
    public List<Parameter> Parameters { get; } = [];

    public Diagnostics Diagnostics => diagnostics;

    public IReadOnlyDictionary<string, ParameterValue> Facts => facts;

    public IEnumerable<string> Names => Parameters.Select(parameter => parameter.Name).Concat(SpaceFacts.Types.Keys);

    public Parameter? Find(string name) => Parameters.Find(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));

    public ExpressionType? TypeOf(string name) =>
        Find(name) is { } parameter ? ExpressionTypes.TypeOf(parameter) : SpaceFacts.Types.TryGetValue(name, out var type) ? type : null;

    public SymbolDomain DomainOf(string name)
    {
        if (Find(name) is { } parameter)
            return SymbolDomain.Of(parameter);
        return facts.TryGetValue(name, out var value) ? new SymbolDomain.Listed([value]) : new SymbolDomain.Anything(SpaceFacts.Types[name]);
    }

    /// <summary>When a parameter is active; that this machine or model never allows it is no mistake of the file.</summary>
    public Expression? When(YamlValue.Scalar scalar) =>
        Condition(scalar, "the condition", name => Find(name) is null && SpaceFacts.Types.TryGetValue(name, out var type) ? new SymbolDomain.Anything(type) : DomainOf(name));

    /// <summary>A condition over what is known so far; null, and an error, where it is none or can never hold.</summary>
    public Expression? Condition(YamlValue.Scalar scalar, string what) => Condition(scalar, what, DomainOf);

    private Expression? Condition(YamlValue.Scalar scalar, string what, Func<string, SymbolDomain> domainOf)
    {
        if (Expression.Parse(scalar.Text, scalar.TextPosition, diagnostics) is not { } condition)
            return null;
        var type = condition.Check(TypeOf, Names, diagnostics);
        if (type is null)
            return null;
        if (type != ExpressionType.Boolean)
            diagnostics.Error(scalar.Position, $"{what} must be true or false, but '{scalar.Text}' is a {type.ToString()!.ToLowerInvariant()}");
        else if (!Satisfiability.CanHold(condition, domainOf))
            diagnostics.Error(scalar.Position, $"{what} '{scalar.Text}' can never hold");
        else
            return condition;
        return null;
    }
}
