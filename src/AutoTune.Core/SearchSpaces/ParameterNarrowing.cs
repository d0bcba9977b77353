namespace AutoTune.SearchSpaces;

/// <summary>Makes a parameter's domain smaller; its default becomes the nearest value that is left.</summary>
internal static class ParameterNarrowing
{
    /// <summary>The parameter with one value.</summary>
    public static Parameter Fixed(Parameter parameter, ParameterValue value) => Within(parameter, [value]) with { Default = value };

    /// <summary>The parameter with one value, which it may not have had.</summary>
    public static Parameter Renamed(Parameter parameter, string value) => parameter switch
    {
        Parameter.Categorical one => one with { Values = [value], Default = ParameterValue.Of(value) },
        Parameter.Ordinal one => one with { Values = [ParameterValue.Of(value)], Default = ParameterValue.Of(value) },
        _ => Fixed(parameter, parameter.Default),
    };

    /// <param name="values">Normalised and not empty.</param>
    public static Parameter Within(Parameter parameter, IReadOnlyList<ParameterValue> values)
    {
        Parameter narrowed = parameter switch
        {
            Parameter.Categorical one => one with { Values = [.. one.Values.Where(value => values.Contains(ParameterValue.Of(value)))] },
            Parameter.Ordinal one => one with { Values = [.. one.Values.Where(values.Contains)] },
            Parameter.Choice one => one with { Options = [.. one.Options.Where(option => values.Contains(ParameterValue.Of(option.Name)))] },
            Parameter.Boolean one => one with { Only = values.Distinct().Count() == 1 ? values[0].IsTrue : null },
            Parameter.Integer one => one with { Low = (long)values.Min(value => value.Number), High = (long)values.Max(value => value.Number) },
            Parameter.Real one => one with { Low = values.Min(value => value.Number), High = values.Max(value => value.Number) },
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return narrowed with { Default = NearestDefault(narrowed, parameter) };
    }

    private static ParameterValue NearestDefault(Parameter narrowed, Parameter before)
    {
        if (narrowed.Normalize(before.Default) is { } still)
            return still;
        if (narrowed is Parameter.Integer integer)
            return ParameterValue.Of(Math.Clamp((long)before.Default.Number, integer.Low, integer.High));
        if (narrowed is Parameter.Real real)
            return ParameterValue.Of(Math.Clamp(before.Default.Number, real.Low, real.High));
        return UnitScale.Values(narrowed).OrderBy(value => UnitScale.Distance(before, value, before.Default)).First();
    }
}
