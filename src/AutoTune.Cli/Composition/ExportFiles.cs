using AutoTune.Exports;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>Writes exports as files.</summary>
internal static class ExportFiles
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    public static async Task<string> WriteAsync(IExportFormat format, ExportDocument document, string path, CancellationToken ct)
    {
        if (Directory.Exists(path))
            throw new InvalidInputException($"{path} is a folder; name a file in it");
        var text = format.Write(document);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await File.WriteAllTextAsync(path, text, ct);
        if (document.ConfigFile is { } config && config.Path != Path.GetFullPath(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(config.Path)!);
            await File.WriteAllTextAsync(config.Path, config.Text, ct);
        }
        if (format.IsScript && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Executable);
        return Path.GetFullPath(path);
    }

    /// <summary>Every format that can carry the launch; what one cannot is said.</summary>
    public static async Task<IReadOnlyList<string>> WriteAllAsync(ExportDocument document, string folder, CancellationToken ct)
    {
        var skipped = new List<string>();
        foreach (var format in ExportCatalog.Formats)
        {
            try
            {
                await WriteAsync(format, document, Path.Combine(folder, format.FileNameOf(document)), ct);
            }
            catch (InvalidInputException cannot)
            {
                skipped.Add($"no {format.Name} export: {cannot.Message}");
            }
        }
        return skipped;
    }
}
