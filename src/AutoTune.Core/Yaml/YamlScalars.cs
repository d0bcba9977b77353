using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoTune.Yaml;

/// <summary>What the text of a scalar means; null where it means none of the kind.</summary>
public static partial class YamlScalars
{
    public static long? Integer(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Finite numbers only.</summary>
    public static double? Real(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>YAML 1.2: <c>on</c> and <c>yes</c> are text.</summary>
    public static bool? Boolean(string text) => text switch { "true" => true, "false" => false, _ => null };

    /// <summary><c>500ms</c>, <c>60s</c>, <c>30m</c>, <c>8h</c>, <c>1h30m</c>; at most 10 years.</summary>
    public static TimeSpan? Duration(string text)
    {
        if (!DurationPattern().IsMatch(text))
            return null;
        var seconds = DurationPart().Matches(text)
            .Sum(part => double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * SecondsOf(part.Groups[2].Value));
        return seconds <= 3650 * 86400.0 ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary><c>90%</c> or <c>0.9</c> as 0.9.</summary>
    public static double? Share(string text) =>
        text.EndsWith('%') ? Real(text[..^1].TrimEnd()) / 100 : Real(text);

    /// <summary><c>512MiB</c>, <c>16GiB</c>, <c>16GB</c>, <c>16g</c> as bytes; a bare <c>g</c> or <c>m</c> is binary, as container engines have it.</summary>
    public static long? Size(string text)
    {
        var match = SizePattern().Match(text);
        if (!match.Success)
            return null;
        var bytes = double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * BytesOf(match.Groups[2].Value);
        return bytes is >= 1 and < 1L << 53 ? (long)bytes : null;
    }

    /// <summary>A boolean or nothing to a YAML 1.1 reader, which most tools still are: text only in quotes.</summary>
    public static bool IsReserved(string text) => Reserved().IsMatch(text);

    [GeneratedRegex(@"\A(y|n|yes|no|on|off|true|false|null)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();

    private static double BytesOf(string unit) => unit switch
    {
        "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "TB" => 1e12,
        "KiB" or "k" => 1L << 10,
        "MiB" or "m" => 1L << 20,
        "GiB" or "g" => 1L << 30,
        _ => 1L << 40,
    };

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)\s*(KB|MB|GB|TB|KiB|MiB|GiB|TiB|k|m|g)$")]
    private static partial Regex SizePattern();

    private static double SecondsOf(string unit) => unit switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, _ => 86400 };

    [GeneratedRegex(@"^(\d+(\.\d+)?(ms|s|m|h|d))+$", RegexOptions.ExplicitCapture)]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(ms|s|m|h|d)")]
    private static partial Regex DurationPart();
}
