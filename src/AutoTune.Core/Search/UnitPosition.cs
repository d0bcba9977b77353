using AutoTune.SearchSpaces;

namespace AutoTune.Search;

/// <summary>Where a value lies in its parameter's range, 0 to 1, on the parameter's scale; what has no order has no position.</summary>
internal static class UnitPosition
{
    public static double? Of(Parameter parameter, ParameterValue value) => parameter switch
    {
        Parameter.Ordinal gene => gene.Values.Count < 2 ? 0 : (double)gene.IndexOf(value) / (gene.Values.Count - 1),
        Parameter.Integer gene => Fraction(value.Number, gene.Low, gene.High, gene.Scale),
        Parameter.Real gene => Fraction(value.Number, gene.Low, gene.High, gene.Scale),
        _ => null,
    };

    /// <param name="position">Cut to 0 to 1.</param>
    /// <exception cref="ArgumentException">The parameter has no order.</exception>
    public static ParameterValue At(Parameter parameter, double position)
    {
        position = Math.Clamp(position, 0, 1);
        return parameter switch
        {
            Parameter.Ordinal gene => gene.Values[(int)Math.Round(position * (gene.Values.Count - 1))],
            Parameter.Integer gene => ParameterValue.Of((long)Math.Round(Number(position, gene.Low, gene.High, gene.Scale))),
            Parameter.Real gene => gene.Normalize(ParameterValue.Of(Number(position, gene.Low, gene.High, gene.Scale)))!.Value,
            _ => throw new ArgumentException($"{parameter.Name} has no order", nameof(parameter)),
        };
    }

    private static double Fraction(double value, double low, double high, ParameterScale scale)
    {
        if (high <= low)
            return 0;
        return scale == ParameterScale.Log ? Math.Log(value / low) / Math.Log(high / low) : (value - low) / (high - low);
    }

    private static double Number(double position, double low, double high, ParameterScale scale) =>
        Math.Clamp(scale == ParameterScale.Log ? low * Math.Pow(high / low, position) : low + position * (high - low), low, high);
}
