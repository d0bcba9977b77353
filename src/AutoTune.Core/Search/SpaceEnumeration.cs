using AutoTune.SearchSpaces;

namespace AutoTune.Search;

/// <summary>Lists a small branch completely, so that "everything was tried" is a fact and not a guess.</summary>
internal static class SpaceEnumeration
{
    /// <summary>Configurations beyond which a branch is not listed.</summary>
    public const double Limit = 20_000;

    /// <summary>Upper bound of the number of configurations: conditions and rules only lower it.</summary>
    public static double Bound(SpaceBranch branch) => Bound(branch.Parameters);

    /// <summary>Every configuration once, in a fixed order; rules are not regarded.</summary>
    /// <remarks>Ask for <see cref="Bound(SpaceBranch)"/> first.</remarks>
    public static IEnumerable<ServingConfig> Of(SpaceBranch branch) =>
        Assignments(branch.Parameters, 0).Select(branch.Configure).DistinctBy(config => config.Key);

    private static double Bound(IReadOnlyList<Parameter> parameters) => parameters.Aggregate(
        1.0,
        (product, parameter) => product * (parameter is Parameter.Choice choice
            ? choice.Options.Sum(option => Bound(option.Parameters))
            : parameter.Cardinality));

    private static IEnumerable<Dictionary<string, ParameterValue>> Assignments(IReadOnlyList<Parameter> parameters, int next) =>
        next == parameters.Count
            ? [new()]
            : from own in Assignments(parameters[next])
              from rest in Assignments(parameters, next + 1)
              select new Dictionary<string, ParameterValue>(own.Concat(rest));

    private static IEnumerable<Dictionary<string, ParameterValue>> Assignments(Parameter parameter) => parameter is Parameter.Choice choice
        ? from option in choice.Options
          from inside in Assignments(option.Parameters, 0)
          select new Dictionary<string, ParameterValue>(inside) { [choice.Name] = ParameterValue.Of(option.Name) }
        : Values(parameter).Select(value => new Dictionary<string, ParameterValue> { [parameter.Name] = value });

    private static IEnumerable<ParameterValue> Values(Parameter parameter) => parameter switch
    {
        Parameter.Integer gene => Enumerable.Range(0, (int)gene.Cardinality).Select(step => ParameterValue.Of(gene.Low + step)),
        Parameter.Real gene => Grid(gene),
        _ => UnitScale.Values(parameter),
    };

    // Both ends may lie beside the multiples of the resolution.
    private static IEnumerable<ParameterValue> Grid(Parameter.Real gene) =>
        Enumerable.Range(0, (int)gene.Cardinality + 2)
            .Select(step => (Math.Floor(gene.Low / gene.Resolution) + step) * gene.Resolution)
            .Select(value => gene.Normalize(ParameterValue.Of(Math.Clamp(value, gene.Low, gene.High)))!.Value)
            .Distinct();
}
