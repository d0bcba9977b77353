namespace AutoTune.Studies;

/// <summary>The studies that the tool carries (<c>search-spaces/studies</c>).</summary>
public static class BuiltInStudies
{
    private const string Prefix = "search-spaces/studies/";
    private const string Suffix = ".yaml";

    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BuiltInStudies).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <returns>The file's text; null where there is none of this name.</returns>
    public static string? Find(string name)
    {
        if (typeof(BuiltInStudies).Assembly.GetManifestResourceStream(Prefix + name + Suffix) is not { } stream)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
