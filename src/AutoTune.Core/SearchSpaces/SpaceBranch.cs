namespace AutoTune.SearchSpaces;

/// <summary>One engine's part of the space; a command study has a single one.</summary>
public sealed class SpaceBranch
{
    private readonly Dictionary<string, Parameter> _byName = [];
    private readonly Dictionary<string, (Parameter.Choice Choice, string Option)> _parents = [];

    public SpaceBranch(string name, IReadOnlyList<Parameter> parameters)
    {
        Name = name;
        Parameters = parameters;
        var flat = new List<Parameter>();
        Flatten(parameters, parent: null, flat);
        AllParameters = flat;
        WithRoles = [.. flat.Where(parameter => parameter.Role is not null)];
    }

    public string Name { get; }

    /// <summary>Top level in the order of the file; choices nest.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The whole tree, parents before children.</summary>
    public IReadOnlyList<Parameter> AllParameters { get; }

    /// <summary>Those of them that mean the same to every engine.</summary>
    public IReadOnlyList<Parameter> WithRoles { get; }

    /// <summary>The parameter that selects which variant of the model is served (its weights' precision); null where there is none.</summary>
    public Parameter? Variant => AllParameters.FirstOrDefault(parameter => parameter.Binding is SettingBinding.ModelVariant);

    /// <summary>Known rules that every configuration obeys.</summary>
    public IReadOnlyList<Expression> Rules { get; init; } = [];

    /// <summary>The vendor's default first.</summary>
    public IReadOnlyList<SpaceSeed> Seeds { get; init; } = [];

    public IReadOnlyList<SpaceHint> Hints { get; init; } = [];

    /// <summary>Values of facts that rules and conditions may mention: <c>gpus</c>, <c>max_context</c>, <c>model.heads</c>, …</summary>
    public IReadOnlyDictionary<string, ParameterValue> Facts { get; init; } = new Dictionary<string, ParameterValue>();

    public Parameter? Find(string parameter) => _byName.GetValueOrDefault(parameter);

    /// <summary>The choice and its option that a nested parameter belongs to; null at the top level.</summary>
    public (Parameter.Choice Choice, string Option)? ParentOf(string parameter) =>
        _parents.TryGetValue(parameter, out var parent) ? parent : null;

    /// <summary>Makes a configuration top-down: values of inactive parameters are dropped, active ones without a valid value get the vendor's default.</summary>
    public ServingConfig Configure(IReadOnlyDictionary<string, ParameterValue> wanted)
    {
        var values = new Dictionary<string, ParameterValue>();
        foreach (var parameter in AllParameters)
            if (IsActive(parameter, values))
                values[parameter.Name] = wanted.TryGetValue(parameter.Name, out var value)
                    ? parameter.Normalize(value) ?? parameter.Default
                    : parameter.Default;
        return new(Name, values);
    }

    /// <summary>Whether <see cref="Configure"/> would leave it as it is: every active parameter has a value of its domain, and no other has one.</summary>
    public bool Has(ServingConfig config)
    {
        var active = 0;
        foreach (var parameter in AllParameters)
        {
            var isThere = config.Values.TryGetValue(parameter.Name, out var value);
            if (isThere != IsActive(parameter, config.Values))
                return false;
            if (!isThere)
                continue;
            active++;
            // A number that came from a file may be of the other kind.
            if (parameter.Normalize(value) is not { } normal || (normal != value && !string.Equals(normal.ToString(), value.ToString(), StringComparison.Ordinal)))
                return false;
        }
        return active == config.Values.Count;
    }

    public ServingConfig VendorDefault() => Configure(new Dictionary<string, ParameterValue>());

    /// <summary>The parameters that are active in <paramref name="config"/>, parents first.</summary>
    public IEnumerable<Parameter> Active(ServingConfig config) =>
        AllParameters.Where(parameter => config.Values.ContainsKey(parameter.Name));

    /// <summary>The type of a parameter or fact in expressions; null for a name that there is not.</summary>
    public ExpressionType? TypeOf(string name) =>
        Find(name) is { } parameter ? ExpressionTypes.TypeOf(parameter) : SpaceFacts.Types.TryGetValue(name, out var type) ? type : null;

    /// <summary>What must hold for a parameter to be active, in words: <c>speculation = draft</c>.</summary>
    public string Requirement(string parameter)
    {
        var parts = new List<string>();
        if (ParentOf(parameter) is var (choice, option))
            parts.Add($"{choice.Name} = {option}");
        if (Find(parameter)?.When is { } condition)
            parts.Add(condition.Text);
        return parts.Count == 0 ? "always active" : "needs " + string.Join(" and ", parts);
    }

    /// <summary>The first known rule that <paramref name="config"/> breaks; null where it obeys all.</summary>
    public Expression? BrokenRule(ServingConfig config)
    {
        foreach (var rule in Rules)
            if (!rule.Holds(name => ValueOf(name, config.Values)))
                return rule;
        return null;
    }

    private bool IsActive(Parameter parameter, IReadOnlyDictionary<string, ParameterValue> kept)
    {
        if (_parents.TryGetValue(parameter.Name, out var parent)
            && !(kept.TryGetValue(parent.Choice.Name, out var taken) && string.Equals(taken.ToString(), parent.Option, StringComparison.Ordinal)))
        {
            return false;
        }
        return parameter.When is null || (MentionsActiveOnly(parameter.When, kept) && parameter.When.Holds(name => ValueOf(name, kept)));
    }

    /// <summary>A condition on an inactive parameter does not hold; one on a fact that nobody knows does.</summary>
    private bool MentionsActiveOnly(Expression condition, IReadOnlyDictionary<string, ParameterValue> kept) =>
        condition.Symbols.All(symbol => kept.ContainsKey(symbol) || Facts.ContainsKey(symbol) || SpaceFacts.Types.ContainsKey(symbol));

    internal ParameterValue? ValueOf(string name, IReadOnlyDictionary<string, ParameterValue> values)
    {
        if (values.TryGetValue(name, out var value) || Facts.TryGetValue(name, out value))
            return value;
        return null;
    }

    private void Flatten(IReadOnlyList<Parameter> parameters, (Parameter.Choice Choice, string Option)? parent, List<Parameter> into)
    {
        foreach (var parameter in parameters)
        {
            into.Add(parameter);
            _byName.Add(parameter.Name, parameter);
            if (parent is { } inside)
                _parents.Add(parameter.Name, inside);
            if (parameter is Parameter.Choice choice)
                foreach (var option in choice.Options)
                    Flatten(option.Parameters, (choice, option.Name), into);
        }
    }
}
