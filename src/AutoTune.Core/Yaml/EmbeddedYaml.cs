using System.Reflection;

namespace AutoTune.Yaml;

/// <summary>Data files that are part of the build: every fault in one is a defect of ours, with its line.</summary>
internal static class EmbeddedYaml
{
    private const string Extension = ".yaml";

    private static readonly Assembly Build = Assembly.GetExecutingAssembly();

    /// <summary>The files of a folder, not those below it, without their extension; sorted.</summary>
    /// <param name="folder">Such as <c>search-spaces/studies/</c>.</param>
    public static IReadOnlyList<string> Names(string folder) =>
    [
        .. Build.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => name[folder.Length..^Extension.Length])
            .Where(name => !name.Contains('/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <returns>The text; null where the build has no such file.</returns>
    public static string? Find(string resource)
    {
        if (Build.GetManifestResourceStream(resource) is not { } stream)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <exception cref="InvalidDataException">The build lacks the file.</exception>
    public static string Text(string resource) => Find(resource) ?? throw new InvalidDataException($"The resource {resource} is missing from this build.");

    /// <param name="resource">Such as <c>search-spaces/catalog/gpus.yaml</c>.</param>
    /// <exception cref="InvalidDataException">The build lacks the file, or it cannot be read.</exception>
    public static T Read<T>(string resource, Func<YamlValue, Diagnostics, T> read)
    {
        var diagnostics = new Diagnostics();
        var content = YamlReader.Read(Text(resource), resource, diagnostics) is { } root ? read(root, diagnostics) : default;
        return diagnostics.HasErrors || content is null ? throw new InvalidDataException(string.Join('\n', diagnostics.Items)) : content;
    }
}
