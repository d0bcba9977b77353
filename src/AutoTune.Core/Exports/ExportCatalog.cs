using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>The formats, by the names that the command line uses.</summary>
public static class ExportCatalog
{
    public static IReadOnlyList<IExportFormat> Formats { get; } =
        [new ShellExport(), new DockerRunExport(), new ComposeExport(), new KubernetesExport(), new EngineConfigExport(), new SystemdExport(), new QuadletExport()];

    public static IEnumerable<string> Names => Formats.Select(format => format.Name);

    /// <exception cref="InvalidInputException">No format of that name; the message lists them.</exception>
    public static IExportFormat Find(string name) =>
        Formats.FirstOrDefault(format => format.Name == name)
        ?? throw new InvalidInputException($"Unknown export format `{name}`; formats are {string.Join(", ", Names)}.");

    internal static LaunchCommand ContainerOf(ExportDocument document, string format) =>
        document.Container is { Image: { } image } container
            ? container with { Image = ImageName.Checked(image) }
            : throw new InvalidInputException($"Engine `{document.Engine}` has no container image, which format `{format}` needs; use shell or engine-config.");
}
