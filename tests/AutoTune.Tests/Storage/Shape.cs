using System.Collections;
using System.Globalization;
using System.Reflection;
using AutoTune.SearchSpaces;

namespace AutoTune.Tests.Storage;

/// <summary>Everything that an event holds, as text: what two equal events share, whatever collections they use.</summary>
internal static class Shape
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => '"' + text + '"',
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        ParameterValue setting => $"{setting.Kind}:{setting}",
        IDictionary map => "{" + string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Of(key)}: {Of(map[key])}").Order(StringComparer.Ordinal)) + "}",
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Of)) + "]",
        IFormattable or bool => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => Members(value),
    };

    private static string Members(object value) => value.GetType().Name + "(" + string.Join(", ", value.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(member => member.GetIndexParameters().Length == 0)
        .Select(member => $"{member.Name}={Of(member.GetValue(value))}")) + ")";
}
