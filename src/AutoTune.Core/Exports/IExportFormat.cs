using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>A way to write a launch down. What it writes, a <see cref="IBaselineFormat"/> reads back to the same command.</summary>
public interface IExportFormat
{
    /// <summary>As the command line names it: <c>docker-run</c>.</summary>
    string Name { get; }

    /// <summary>Default name of the file.</summary>
    string FileName { get; }

    /// <summary>The usual name for this launch.</summary>
    string FileNameOf(ExportDocument document) => FileName;

    /// <summary>The file is a program: it gets the executable bit.</summary>
    bool IsScript { get; }

    /// <returns>Text with LF line ends.</returns>
    /// <exception cref="InvalidInputException">The format cannot carry this launch; the message says what of it.</exception>
    string Write(ExportDocument document);
}
