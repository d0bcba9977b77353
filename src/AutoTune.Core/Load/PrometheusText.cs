using System.Globalization;

namespace AutoTune.Load;

/// <summary>Reads the values of a metrics page in Prometheus' text format.</summary>
/// <remarks>Version 0.0.4 of the format; time stamps and types are passed over.</remarks>
internal static class PrometheusText
{
    /// <returns>By metric, one value for each set of labels; lines that are none are passed over.</returns>
    public static ILookup<string, double> Parse(string page) => page.Split('\n')
        .Select(Sample)
        .Where(sample => sample is not null)
        .ToLookup(sample => sample!.Value.Name, sample => sample!.Value.Value, StringComparer.Ordinal);

    private static (string Name, double Value)? Sample(string line)
    {
        if (line.Length == 0 || line[0] is '#' or ' ')
            return null;
        // A label's value may hold anything, a closing brace too.
        var labels = line.IndexOf('{');
        var end = labels >= 0 ? line.LastIndexOf('}') + 1 : line.IndexOf(' ');
        if (end <= 0)
            return null;
        var name = labels >= 0 ? line[..labels] : line[..end];
        var value = line[end..].Trim().Split(' ')[0];
        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? (name, number) : null;
    }
}
