namespace AutoTune.SearchSpaces;

/// <summary>Mends configurations that break known rules, by the smallest change of the parameters that a broken rule mentions.</summary>
public static class RuleRepair
{
    private const int MaxRounds = 12;

    /// <summary>Values tried per numeric parameter, evenly on its scale.</summary>
    private const int FineGrid = 33;

    private const int CoarseGrid = 9;
    private const int Bisections = 24;

    /// <param name="keep">Parameters that must keep their value; null for none.</param>
    /// <returns>A configuration that obeys every rule, the same one where it did; null where none was found near.</returns>
    /// <remarks>Deterministic: fewest broken rules first, then the smallest distance, then the order of the space.</remarks>
    public static ServingConfig? Mend(SpaceBranch branch, ServingConfig config, IReadOnlySet<string>? keep = null)
    {
        var current = branch.Configure(config.Values);
        for (var round = 0; round < MaxRounds; round++)
        {
            if (branch.BrokenRule(current) is not { } broken)
                return current;
            var free = branch.Active(current).Where(parameter => broken.Symbols.Contains(parameter.Name) && keep?.Contains(parameter.Name) != true).ToArray();
            if ((Best(branch, current, broken, Singles(branch, current, broken, free)) ?? Best(branch, current, broken, Pairs(branch, current, free))) is not { } mended)
                return null;
            current = mended;
        }
        return branch.BrokenRule(current) is null ? current : null;
    }

    private static ServingConfig? Best(SpaceBranch branch, ServingConfig from, Expression broken, IEnumerable<ServingConfig> candidates)
    {
        (ServingConfig Config, int Broken, double Distance)? best = null;
        foreach (var candidate in candidates)
        {
            if (!Holds(branch, broken, candidate))
                continue;
            var score = (Config: candidate, Broken: branch.Rules.Count(rule => !Holds(branch, rule, candidate)), Distance: Distance(branch, from, candidate));
            if (best is not { } sofar || score.Broken < sofar.Broken || (score.Broken == sofar.Broken && score.Distance < sofar.Distance - 1e-12))
                best = score;
        }
        return best?.Config;
    }

    private static IEnumerable<ServingConfig> Singles(SpaceBranch branch, ServingConfig from, Expression broken, Parameter[] free)
    {
        foreach (var parameter in free)
            foreach (var value in Candidates(parameter, FineGrid))
                foreach (var candidate in Refined(branch, from, broken, parameter, value))
                    yield return candidate;
    }

    /// <summary>The value, and the nearest one to today's on the way there at which the rule still holds.</summary>
    private static IEnumerable<ServingConfig> Refined(SpaceBranch branch, ServingConfig from, Expression broken, Parameter parameter, ParameterValue value)
    {
        var candidate = With(branch, from, (parameter, value));
        yield return candidate;
        if (parameter is not (Parameter.Integer or Parameter.Real) || !Holds(branch, broken, candidate))
            yield break;
        var (good, bad) = (UnitScale.ToUnit(parameter, value), UnitScale.ToUnit(parameter, from[parameter.Name]));
        for (var step = 0; step < Bisections; step++)
        {
            var middle = (good + bad) / 2;
            var between = With(branch, from, (parameter, UnitScale.FromUnit(parameter, middle)));
            if (Holds(branch, broken, between))
                (good, candidate) = (middle, between);
            else
                bad = middle;
        }
        yield return candidate;
    }

    private static IEnumerable<ServingConfig> Pairs(SpaceBranch branch, ServingConfig from, Parameter[] free)
    {
        for (var first = 0; first < free.Length; first++)
            for (var second = first + 1; second < free.Length; second++)
                foreach (var left in Candidates(free[first], CoarseGrid))
                    foreach (var right in Candidates(free[second], CoarseGrid))
                        yield return With(branch, from, (free[first], left), (free[second], right));
    }

    private static IEnumerable<ParameterValue> Candidates(Parameter parameter, int grid) => parameter is Parameter.Integer or Parameter.Real
        ? Enumerable.Range(0, grid).Select(step => UnitScale.FromUnit(parameter, step / (grid - 1.0))).Distinct()
        : UnitScale.Values(parameter);

    private static ServingConfig With(SpaceBranch branch, ServingConfig from, params ReadOnlySpan<(Parameter Parameter, ParameterValue Value)> changes)
    {
        var values = from.Values.ToBuilder();
        foreach (var (parameter, value) in changes)
            values[parameter.Name] = value;
        return branch.Configure(values.ToImmutable());
    }

    private static bool Holds(SpaceBranch branch, Expression rule, ServingConfig config) => rule.Holds(name => branch.ValueOf(name, config.Values));

    private static double Distance(SpaceBranch branch, ServingConfig from, ServingConfig to) =>
        branch.Active(to).Sum(parameter => from.Values.TryGetValue(parameter.Name, out var before) ? UnitScale.Distance(parameter, before, to[parameter.Name]) : 0);
}
