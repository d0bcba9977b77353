namespace AutoTune.SearchSpaces;

/// <summary>Makes a numeric parameter's range larger.</summary>
internal static class ParameterWidening
{
    /// <returns>The parameter with a range that reaches to <paramref name="value"/>; null where its kind or scale has no such value.</returns>
    public static Parameter? Reaching(Parameter parameter, ParameterValue value)
    {
        if (value.Kind is not (ValueKind.Integer or ValueKind.Real))
            return null;
        return parameter switch
        {
            Parameter.Integer one when Math.Round(value.Number) == value.Number && Allows(one.Scale, value) =>
                one with { Low = Math.Min(one.Low, (long)value.Number), High = Math.Max(one.High, (long)value.Number) },
            Parameter.Real one when Allows(one.Scale, value) =>
                one with { Low = Math.Min(one.Low, value.Number), High = Math.Max(one.High, value.Number) },
            _ => null,
        };
    }

    private static bool Allows(ParameterScale scale, ParameterValue value) => scale == ParameterScale.Linear || value.Number > 0;
}
