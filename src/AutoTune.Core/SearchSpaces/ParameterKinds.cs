using AutoTune.Yaml;

namespace AutoTune.SearchSpaces;

/// <summary>Reads what is special to each kind of parameter; name and default are filled in later.</summary>
internal sealed class ParameterKinds(SpaceReading reading, MappingReader map)
{
    private static readonly ParameterValue Later = ParameterValue.Of(0L);

    /// <returns>Null where errors were added.</returns>
    public Parameter? Read(string type) => type switch
    {
        "categorical" => Values() is { } values ? new Parameter.Categorical([.. values.Select(value => value.Text)]) { Name = "", Default = Later } : null,
        "ordinal" => Values() is { } values ? new Parameter.Ordinal(OneKind(values)) { Name = "", Default = Later } : null,
        "integer" => Integer(),
        "float" => Real(),
        "boolean" => new Parameter.Boolean { Name = "", Default = Later },
        _ => Choice(),
    };

    private List<YamlValue.Scalar>? Values()
    {
        var items = map.RequiredList("values");
        var scalars = items.OfType<YamlValue.Scalar>().ToList();
        if (scalars.Count < items.Count)
            map.Error("values", "'values' must be single values");
        else if (scalars.Count == 0 && map.Has("values"))
            map.Error("values", "'values' is empty");
        else if (scalars.GroupBy(scalar => scalar.Text, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            map.Diagnostics.Error(twice.Last().Position, $"the value '{twice.Key}' is there twice");
        else if (scalars.Count > 0)
            return scalars;
        return null;
    }

    /// <summary>All numbers, or all texts: a mixture is text.</summary>
    private static List<ParameterValue> OneKind(List<YamlValue.Scalar> scalars)
    {
        var values = scalars.ConvertAll(SpaceValues.Of);
        return values.TrueForAll(value => value.Kind is ValueKind.Integer or ValueKind.Real)
            ? values
            : scalars.ConvertAll(scalar => ParameterValue.Of(scalar.Text));
    }

    private Parameter.Integer? Integer()
    {
        if (Range() is not var (low, high, scale))
            return null;
        if (IsWhole(low) && IsWhole(high))
            return new((long)low, (long)high, scale) { Name = "", Default = Later };
        map.Error("range", "'range' of an integer needs whole numbers below 2^53");
        return null;
    }

    /// <summary>Every one of them is a number of its own up to there.</summary>
    private static bool IsWhole(double number) => Math.Floor(number) == number && Math.Abs(number) < 1L << 53;

    private Parameter.Real? Real()
    {
        if (Range() is not var (low, high, scale))
            return null;
        var resolution = map.OptionalScalar("resolution") is { } text ? SpaceValues.Number(text, reading.Facts, map.Diagnostics) : DefaultResolution(low, high, scale);
        if (resolution is > 0 and var step)
            return new(low, high, scale, step) { Name = "", Default = Later };
        if (resolution is not null)
            map.Error("resolution", "'resolution' must be above zero");
        return null;
    }

    private (double Low, double High, ParameterScale Scale)? Range()
    {
        var scale = map.OptionalWord("scale", "linear", "log") == "log" ? ParameterScale.Log : ParameterScale.Linear;
        var items = map.RequiredList("range");
        if (!map.Has("range"))
            return null;
        if (items.Count != 2 || items.Any(item => item is not YamlValue.Scalar))
        {
            map.Error("range", "'range' must be two numbers: [lowest, highest]");
            return null;
        }
        var ends = items.Select(item => SpaceValues.Number((YamlValue.Scalar)item, reading.Facts, map.Diagnostics)).ToArray();
        return ends is [{ } low, { } high] && IsRange(low, high, scale) ? (low, high, scale) : null;
    }

    private bool IsRange(double low, double high, ParameterScale scale)
    {
        if (low > high)
            map.Error("range", $"'range' is empty: {low} is above {high}");
        else if (scale == ParameterScale.Log && low <= 0)
            map.Error("range", $"'range' on a log scale must begin above zero, not at {low}");
        else
            return true;
        return false;
    }

    /// <summary>A power of ten that splits the range, or on a log scale its lowest value, into a hundred to a thousand steps.</summary>
    private static double DefaultResolution(double low, double high, ParameterScale scale)
    {
        var span = scale == ParameterScale.Log ? low : high - low;
        return span > 0 ? Math.Pow(10, Math.Floor(Math.Log10(span)) - 2) : 1;
    }

    private Parameter.Choice? Choice()
    {
        var options = map.RequiredMapping("options").Entries;
        if (options.Count > 0)
            return new([.. options.Select(option => new ChoiceOption(option.Key, [], []))]) { Name = "", Default = Later };
        if (map.Has("options"))
            map.Error("options", "'options' is empty");
        return null;
    }
}
