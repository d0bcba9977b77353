using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>The studies that the tool carries (<c>search-spaces/studies</c>).</summary>
public static class BuiltInStudies
{
    private const string Folder = "search-spaces/studies/";

    public static IReadOnlyList<string> Names { get; } = EmbeddedYaml.Names(Folder);

    /// <returns>The file's text; null where there is none of this name.</returns>
    public static string? Find(string name) => EmbeddedYaml.Find($"{Folder}{name}.yaml");
}
