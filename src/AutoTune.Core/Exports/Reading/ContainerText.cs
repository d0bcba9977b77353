using System.Globalization;

namespace AutoTune.Exports.Reading;

internal static class GpuRequest
{
    /// <returns>Null: all. <c>all</c>, <c>2</c>, <c>device=0,1</c>, <c>"device=0,1"</c>.</returns>
    public static int? Parse(string value)
    {
        var text = value.Trim('"', '\'');
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return count;
        return text.StartsWith("device=", StringComparison.Ordinal) ? text["device=".Length..].Split(',').Length : null;
    }
}

internal static class PublishedPort
{
    /// <summary>The host's port of <c>[address:]host:container[/tcp]</c>; null where it is a range or is left to docker.</summary>
    public static int? Parse(string value)
    {
        var parts = value.Split('/')[0].Split(':');
        return parts.Length >= 2 && int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : null;
    }
}

internal static class MountText
{
    /// <summary><c>source:target[:options]</c>; null for an anonymous volume.</summary>
    public static Mount? FromShort(string value)
    {
        var parts = value.Split(':');
        return parts.Length is 2 or 3 && parts[0].Length > 0
            ? new Mount(parts[0], parts[1], parts.Length == 3 && parts[2].Split(',').Contains("ro"))
            : null;
    }

    /// <summary><c>type=bind,source=…,target=…,readonly</c>.</summary>
    public static Mount? FromPairs(string value)
    {
        var pairs = value.Split(',').Select(pair => pair.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.First().ElementAtOrDefault(1) ?? "true");
        var source = pairs.GetValueOrDefault("source") ?? pairs.GetValueOrDefault("src");
        var target = pairs.GetValueOrDefault("target") ?? pairs.GetValueOrDefault("destination") ?? pairs.GetValueOrDefault("dst");
        var readOnly = (pairs.GetValueOrDefault("readonly") ?? pairs.GetValueOrDefault("ro")) is "true" or "1";
        return source is null || target is null ? null : new Mount(source, target, readOnly);
    }
}
