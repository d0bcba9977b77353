using System.Reflection;

namespace AutoTune.Yaml;

/// <summary>Data files that are part of the build: every fault in one is a defect of ours, with its line.</summary>
internal static class EmbeddedYaml
{
    /// <param name="resource">Such as <c>search-spaces/catalog/gpus.yaml</c>.</param>
    /// <exception cref="InvalidDataException">The build lacks the file, or it cannot be read.</exception>
    public static T Read<T>(string resource, Func<YamlValue, Diagnostics, T> read)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new InvalidDataException($"The resource {resource} is missing from this build.");
        using var text = new StreamReader(stream);
        var diagnostics = new Diagnostics();
        var content = YamlReader.Read(text.ReadToEnd(), resource, diagnostics) is { } root ? read(root, diagnostics) : default;
        return diagnostics.HasErrors || content is null ? throw new InvalidDataException(string.Join('\n', diagnostics.Items)) : content;
    }
}
