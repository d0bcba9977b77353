using System.Text;
using AutoTune.Engines;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>llama-server's own preset file (<c>--models-preset</c>): an INI section whose keys are the long options.</summary>
/// <remarks>The server that reads it is a router, which starts the engine itself and keeps host and port; so they are on its command line, not in the file.</remarks>
public sealed class EngineConfigExport : IExportFormat
{
    internal const string EnvironmentMark = "; environment: ";

    public string Name => "engine-config";

    public string FileName => "llama-server.ini";

    public bool IsScript => false;

    public string Write(ExportDocument document)
    {
        if (document.Engine != "llama-cpp")
            throw new InvalidInputException($"No configuration file of engine `{document.Engine}` is known; use shell.");
        var text = new StringBuilder(ExportComments.Render(";", ExportComments.Lines(document, container: false)));
        text.Append("; Use it: llama-server --models-preset ").Append(FileName).Append(" --host 127.0.0.1 --port 8080\n");
        text.Append("; Requests name the model as the section is named.\n");
        AppendEnvironment(text, document.Native);
        text.Append("version = 1\n\n[").Append(Section(document)).Append("]\n");
        foreach (var (key, value) in Options(document))
            text.Append(key).Append(" = ").Append(value).Append('\n');
        return text.Append("load-on-startup = true\n").ToString();
    }

    private static string Section(ExportDocument document) =>
        string.Concat(document.Study.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));

    private static void AppendEnvironment(StringBuilder text, LaunchCommand command)
    {
        foreach (var (name, value) in command.Environment.Where(pair => !SecretNames.IsVariable(pair.Key)))
            text.Append(EnvironmentMark).Append(PosixShell.VariableName(name)).Append('=').Append(PosixShell.Quote(OneLine(value))).Append('\n');
        foreach (var name in DockerRunExport.Secrets(command))
            text.Append(EnvironmentMark).Append(PosixShell.VariableName(name)).Append('\n');
    }

    private static string OneLine(string value) => value.Any(char.IsControl)
        ? throw new InvalidInputException("An engine configuration file cannot carry a variable with a line break.")
        : value;

    private static IEnumerable<(string Key, string Value)> Options(ExportDocument document)
    {
        var options = PresetOptions.From(document.Native.Arguments).Where(option => option.Flag != document.HostFlag && option.Flag != document.PortFlag);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var option in options)
        {
            if (!seen.Add(option.Flag))
                throw new InvalidInputException($"An engine configuration file cannot carry `{option.Flag}` twice.");
            yield return (option.Flag[2..], option.Value ?? PresetOptions.Alone);
        }
    }
}
