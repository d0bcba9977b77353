using System.Globalization;

namespace AutoTune.Reports;

/// <summary>Numbers as the report's sentences write them.</summary>
internal static class Figures
{
    /// <summary>Three significant digits, no exponent: 0.0123, 1.62, 14.2, 1530.</summary>
    public static string Number(double value)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        return Math.Round(value, Decimals(value)).ToString(CultureInfo.InvariantCulture);
    }

    private static string SharedFormat(double low, double high) => $"F{Math.Max(Written(low, Decimals(high)), Written(high, Decimals(high)))}";

    private static int Written(double value, int decimals)
    {
        var text = Math.Round(value, decimals).ToString(CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text.Length - text.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
    }

    private static int Decimals(double value) =>
        value == 0 || !double.IsFinite(value) ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), min: 0, max: 6);

    public static string WithUnit(double value, string unit) => unit.Length == 0 ? Number(value) : $"{Number(value)} {unit}";

    /// <summary>Both bounds with the same decimals: 8.31–9.42, 0.55–0.61, 1.49–1.80.</summary>
    public static string Interval(Metric metric) =>
        metric is { Low: { } low, High: { } high }
            ? $"{low.ToString(SharedFormat(low, high))}–{high.ToString(SharedFormat(low, high))}"
            : $"no interval from {Count(metric.Launches, "launch", "launches")}";

    public static string Percent(double share) => $"{Math.Floor(share * 1000) / 10:0.#} %";

    public static string Count(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";

    public static string Duration(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Round(seconds));
        return span switch
        {
            { TotalHours: >= 1 } => $"{(int)span.TotalHours} h {span.Minutes} min",
            { TotalMinutes: >= 1 } => span.Seconds == 0 ? $"{span.Minutes} min" : $"{span.Minutes} min {span.Seconds} s",
            _ => $"{span.Seconds} s",
        };
    }
}
