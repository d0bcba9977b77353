using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>Applies a study's limits to a space. A fixed parameter stays, with one value, so that every configuration and command line carries it.</summary>
public sealed class SpaceNarrowing
{
    private readonly SpaceBranch _branch;
    private readonly SpaceLimits _limits;
    private readonly SearchSpace _space;
    private readonly Diagnostics _diagnostics;

    private SpaceNarrowing(SpaceBranch branch, SearchSpace space, SpaceLimits limits, Diagnostics diagnostics) =>
        (_branch, _space, _limits, _diagnostics) = (branch, space, limits, diagnostics);

    /// <summary>Narrows every branch; a name that no branch knows is an error.</summary>
    /// <returns>The space as it was where errors were added.</returns>
    public static SearchSpace Narrow(SearchSpace space, SpaceLimits limits, Diagnostics diagnostics)
    {
        var names = space.Branches.SelectMany(branch => branch.AllParameters).Select(parameter => parameter.Name).Distinct().ToArray();
        foreach (var name in limits.Fix.Keys.Concat(limits.Limit.Keys).Except(names))
            diagnostics.Error(limits.PositionOf(name), $"there is no parameter '{name}'{NearestName.Hint(name, names)}");
        foreach (var name in limits.Fix.Keys.Intersect(limits.Limit.Keys))
            diagnostics.Error(limits.PositionOf(name), $"'{name}' is fixed and limited; one is enough");
        return diagnostics.HasErrors
            ? space
            : new([.. space.Branches.Select(branch => new SpaceNarrowing(branch, space, limits, diagnostics).Narrow())]);
    }

    private SpaceBranch Narrow()
    {
        var narrowed = SpaceTree.Map(_branch, Narrow);
        if (_diagnostics.HasErrors)
            return _branch;
        CheckActive(narrowed);
        CheckRules(narrowed);
        if (_diagnostics.HasErrors)
            return _branch;
        return WithObeyingDefaults(narrowed) is { } obeying ? SpaceTree.WithSeeds(obeying, _branch.Seeds) : _branch;
    }

    private Parameter Narrow(Parameter parameter)
    {
        if (_limits.Fix.TryGetValue(parameter.Name, out var wanted))
            return Fixed(parameter, wanted);
        var within = parameter.Role is { } role && _limits.Precision.TryGetValue(role, out var listed) ? WithPrecision(parameter, role, listed) : parameter;
        return _limits.Limit.TryGetValue(parameter.Name, out var values) ? Limited(within, values) : within;
    }

    private Parameter Fixed(Parameter parameter, ParameterValue wanted)
    {
        var value = parameter.Normalize(wanted);
        if (value is null)
            Error(parameter.Name, (_space.Branches.Count > 1 ? $"{_branch.Name}: " : "") + (parameter.Unavailable is { } why ? $"'{parameter.Name}' cannot be {wanted}: {why}" : SpaceValues.Outside(parameter, wanted)));
        return value is { } known ? ParameterNarrowing.Fixed(parameter, known) : parameter;
    }

    private Parameter Limited(Parameter parameter, IReadOnlyList<ParameterValue> values)
    {
        var known = values.Select(value => parameter.Normalize(value)).ToArray();
        if (Array.IndexOf(known, null) is >= 0 and var at)
            Error(parameter.Name, SpaceValues.Outside(parameter, values[at]));
        else if (values.Count == 0)
            Error(parameter.Name, $"'{parameter.Name}' is limited to nothing");
        else if (parameter is Parameter.Integer or Parameter.Real && values.Count != 2)
            Error(parameter.Name, $"'{parameter.Name}' is limited by [lowest, highest]");
        else if (parameter is Parameter.Integer or Parameter.Real && values[0].Number > values[1].Number)
            Error(parameter.Name, $"the limit of '{parameter.Name}' is empty: {values[0]} is above {values[1]}");
        else
            return ParameterNarrowing.Within(parameter, [.. known.Select(value => value!.Value)]);
        return parameter;
    }

    /// <summary>The study's words in any case; <c>auto</c> is the default.</summary>
    private Parameter WithPrecision(Parameter parameter, string role, IReadOnlyList<string> listed)
    {
        if (listed.Count == 0)
            return parameter.Binding is SettingBinding.ModelVariant && _limits.OwnWeights is { } own ? ParameterNarrowing.Renamed(parameter, own) : ParameterNarrowing.Fixed(parameter, parameter.Default);
        var values = new List<ParameterValue>();
        var without = new List<string>();
        foreach (var word in listed)
        {
            var known = Named(parameter, word);
            if (known.Length > 0 || word == "auto")
                values.Add(known.Length > 0 ? known[0] : parameter.Default);
            else if (IsKnownElsewhere(role, word))
                without.Add(word);
            else
                Error(role, SpaceValues.Outside(parameter, ParameterValue.Of(word)));
        }
        if (without.Count > 0 && values.Count == 0)
            Error(role, $"{_branch.Name} has no {role} in {string.Join(" or ", without)}: list what it has, too ({parameter.Domain}), or leave the engine out");
        else if (without.Count > 0)
            _diagnostics.Warning(_limits.PositionOf(role), $"{_branch.Name} is searched without {role} in {string.Join(" or ", without)}, which it does not have here");
        return values.Count + without.Count < listed.Count || values.Count == 0 ? parameter : ParameterNarrowing.Within(parameter, values) with { Default = values[0] };
    }

    /// <summary>Engines of one study need not have the same precisions.</summary>
    private bool IsKnownElsewhere(string role, string word) =>
        _space.Branches.Any(branch => branch.AllParameters.Any(parameter => parameter.Role == role && Named(parameter, word).Length > 0));

    /// <summary>A word means the value of that name, or the one that says it more exactly: <c>fp8</c> is an engine's <c>fp8_e4m3</c>.</summary>
    private static ParameterValue[] Named(Parameter parameter, string word)
    {
        ParameterValue[] With(Func<string, bool> isMeant) => [.. UnitScale.Values(parameter).Where(value => isMeant(value.ToString()))];

        var exact = With(value => string.Equals(value, word, StringComparison.OrdinalIgnoreCase));
        return exact.Length > 0 ? exact : With(value => value.StartsWith(word + '_', StringComparison.OrdinalIgnoreCase) && word.StartsWith("fp", StringComparison.OrdinalIgnoreCase));
    }

    private void CheckActive(SpaceBranch narrowed)
    {
        foreach (var name in _limits.Fix.Keys.Where(name => _branch.Find(name) is not null))
            if (!CanBeActive(narrowed, name))
                Error(name, $"'{name}' is fixed but never active: it {_branch.Requirement(name)}");
    }

    private static bool CanBeActive(SpaceBranch branch, string name)
    {
        if (branch.Find(name) is not { } parameter)
            return false;
        var parentIsActive = branch.ParentOf(name) is not { } parent || CanBeActive(branch, parent.Choice.Name);
        return parentIsActive && (parameter.When is null || Satisfiability.CanHold(parameter.When, symbol => DomainOf(branch, symbol)));
    }

    private void CheckRules(SpaceBranch narrowed)
    {
        foreach (var rule in narrowed.Rules)
            if (rule.Symbols.All(symbol => narrowed.Find(symbol) is not null || narrowed.Facts.ContainsKey(symbol))
                && rule.Symbols.All(symbol => IsAlwaysActive(narrowed, symbol))
                && !Satisfiability.CanHold(rule, symbol => DomainOf(narrowed, symbol)))
            {
                _diagnostics.Error(rule.Symbols.Select(_limits.PositionOf).FirstOrDefault(at => at is not null), $"with these limits the rule '{rule.Text}' of {narrowed.Name} can never hold");
            }
    }

    private static bool IsAlwaysActive(SpaceBranch branch, string symbol) =>
        branch.Find(symbol) is not { } parameter || (parameter.When is null && branch.ParentOf(symbol) is null);

    private static SymbolDomain DomainOf(SpaceBranch branch, string symbol)
    {
        if (branch.Find(symbol) is { } parameter)
            return SymbolDomain.Of(parameter);
        if (branch.Facts.TryGetValue(symbol, out var value))
            return new SymbolDomain.Listed([value]);
        return SpaceFacts.Types.TryGetValue(symbol, out var type) ? new SymbolDomain.Anything(type) : new SymbolDomain.Listed([]);
    }

    /// <summary>A narrowed default may break a rule that the vendor's obeyed; the nearest that obeys takes its place.</summary>
    private SpaceBranch? WithObeyingDefaults(SpaceBranch narrowed)
    {
        var start = narrowed.VendorDefault();
        if (narrowed.BrokenRule(start) is not { } broken)
            return narrowed;
        if (RuleRepair.Mend(narrowed, start) is { } mended)
            return SpaceTree.Map(narrowed, parameter => mended.Values.TryGetValue(parameter.Name, out var value) ? parameter with { Default = value } : parameter);
        _diagnostics.Error(broken.Symbols.Select(_limits.PositionOf).FirstOrDefault(at => at is not null), $"no configuration of {narrowed.Name} within these limits obeys the rule '{broken.Text}'");
        return null;
    }

    private void Error(string name, string message) => _diagnostics.Error(_limits.PositionOf(name), message);
}
