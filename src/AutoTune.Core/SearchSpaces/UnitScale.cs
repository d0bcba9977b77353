namespace AutoTune.SearchSpaces;

/// <summary>Maps a parameter's values to 0..1, on its own scale: what operators, distances and models compute with.</summary>
public static class UnitScale
{
    /// <summary>A numeric neighbour is this far, or one step of the resolution where that is farther.</summary>
    private const double NeighbourDistance = 1.0 / 16;

    /// <returns>0 to 1; an index of n as index / (n - 1); 0 for a single value.</returns>
    public static double ToUnit(Parameter parameter, ParameterValue value) => parameter switch
    {
        Parameter.Integer integer => Position(value.Number, integer.Low, integer.High, integer.Scale),
        Parameter.Real real => Position(value.Number, real.Low, real.High, real.Scale),
        Parameter.Boolean { Only: not null } => 0,
        Parameter.Boolean => value.IsTrue ? 1 : 0,
        _ => Index(Values(parameter), value) is var index && Values(parameter).Count > 1 ? Math.Max(0, index) / (Values(parameter).Count - 1.0) : 0,
    };

    /// <param name="unit">Clamped to 0..1.</param>
    /// <returns>The nearest value of the domain.</returns>
    public static ParameterValue FromUnit(Parameter parameter, double unit)
    {
        unit = Math.Clamp(unit, 0, 1);
        return parameter switch
        {
            Parameter.Integer integer => ParameterValue.Of(Math.Clamp((long)Math.Round(ValueAt(unit, integer.Low, integer.High, integer.Scale)), integer.Low, integer.High)),
            Parameter.Real real => real.Normalize(ParameterValue.Of(Math.Clamp(ValueAt(unit, real.Low, real.High, real.Scale), real.Low, real.High)))!.Value,
            _ => Values(parameter) is var values ? values[(int)Math.Round(unit * (values.Count - 1))] : default,
        };
    }

    /// <summary>0 to 1; values without an order are 1 apart.</summary>
    public static double Distance(Parameter parameter, ParameterValue left, ParameterValue right) =>
        parameter is Parameter.Categorical or Parameter.Choice or Parameter.Boolean
            ? left == right ? 0 : 1
            : Math.Abs(ToUnit(parameter, left) - ToUnit(parameter, right));

    /// <summary>One step down and one up; all other values where there is no order. Never the value itself.</summary>
    public static IReadOnlyList<ParameterValue> Neighbours(Parameter parameter, ParameterValue value) => parameter switch
    {
        Parameter.Integer or Parameter.Real => [.. new[] { Step(parameter, value, -1), Step(parameter, value, 1) }.Where(other => other != value).Distinct()],
        Parameter.Ordinal ordinal => [.. new[] { -1, 1 }.Select(step => ordinal.IndexOf(value) + step).Where(index => index >= 0 && index < ordinal.Values.Count).Select(index => ordinal.Values[index])],
        _ => [.. Values(parameter).Where(other => other != value)],
    };

    /// <summary>The listed values; none for numeric parameters.</summary>
    public static IReadOnlyList<ParameterValue> Values(Parameter parameter) => parameter switch
    {
        Parameter.Categorical categorical => [.. categorical.Values.Select(ParameterValue.Of)],
        Parameter.Ordinal ordinal => ordinal.Values,
        Parameter.Choice choice => [.. choice.Options.Select(option => ParameterValue.Of(option.Name))],
        Parameter.Boolean { Only: { } only } => [ParameterValue.Of(only)],
        Parameter.Boolean => [ParameterValue.Of(false), ParameterValue.Of(true)],
        _ => [],
    };

    private static ParameterValue Step(Parameter parameter, ParameterValue value, int direction)
    {
        var moved = FromUnit(parameter, ToUnit(parameter, value) + (direction * NeighbourDistance));
        if (moved != value)
            return moved;
        var step = parameter is Parameter.Real real ? real.Resolution : 1;
        return parameter.Normalize(ParameterValue.Of(value.Number + (direction * step))) ?? value;
    }

    private static double Position(double value, double low, double high, ParameterScale scale)
    {
        if (high <= low)
            return 0;
        return Math.Clamp(scale == ParameterScale.Log ? Math.Log(value / low) / Math.Log(high / low) : (value - low) / (high - low), 0, 1);
    }

    private static double ValueAt(double unit, double low, double high, ParameterScale scale) =>
        scale == ParameterScale.Log ? low * Math.Pow(high / low, unit) : low + (unit * (high - low));

    private static int Index(IReadOnlyList<ParameterValue> values, ParameterValue value)
    {
        for (var index = 0; index < values.Count; index++)
            if (values[index] == value)
                return index;
        return -1;
    }
}
