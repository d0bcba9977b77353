using AutoTune.SearchSpaces;

namespace AutoTune.Search.Operators;

/// <summary>Which settings of two configurations are the same knob: by name within an engine, by role across engines.</summary>
internal static class Homology
{
    /// <summary>The active parameter of <paramref name="other"/> that corresponds to <paramref name="gene"/>; null where there is none.</summary>
    public static Parameter? Partner(Parameter gene, SpaceBranch own, SpaceBranch others, ServingConfig other)
    {
        if (ReferenceEquals(own, others))
            return other.Values.ContainsKey(gene.Name) ? gene : null;
        return gene.Role is null
            ? null
            : others.Active(other).FirstOrDefault(candidate => string.Equals(candidate.Role, gene.Role, StringComparison.Ordinal));
    }

    /// <summary>The value that means the same to <paramref name="to"/>: names stay, numbers keep their place in the range.</summary>
    /// <remarks>A number of the same looks may mean something else to another engine, so numbers are never carried over as they are.</remarks>
    /// <returns>Null where it means nothing there.</returns>
    public static ParameterValue? Translate(Parameter from, ParameterValue value, Parameter to)
    {
        if (ReferenceEquals(from, to))
            return value;
        if (from is Parameter.Ordinal && to is Parameter.Ordinal && to.Normalize(value) is { } listed)
            return listed;
        if (HasOrder(from) != HasOrder(to))
            return null;
        return HasOrder(to) ? UnitScale.FromUnit(to, UnitScale.ToUnit(from, value)) : to.Normalize(value);
    }

    private static bool HasOrder(Parameter parameter) => parameter is Parameter.Ordinal or Parameter.Integer or Parameter.Real;
}
