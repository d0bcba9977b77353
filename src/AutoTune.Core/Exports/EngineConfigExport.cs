using System.Text;
using AutoTune.Engines;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>An engine's own configuration file: YAML of keys or of flags, and llama-server's preset file (<c>--models-preset</c>), an INI section whose keys are the long options.</summary>
/// <remarks>Of the preset: the server that reads it is a router, which starts the engine itself and keeps host and port; so they are on its command line, not in the file.</remarks>
public sealed class EngineConfigExport : IExportFormat
{
    internal const string EnvironmentMark = "; environment: ";

    public string Name => "engine-config";

    public string FileName => "llama-server.ini";

    public bool IsScript => false;

    public string Write(ExportDocument document)
    {
        if (document.ConfigFile is { } file)
            return ExportComments.Render("#", [.. ExportComments.Lines(document, container: false), UseOf(document)]) + file.Text;
        if (document.ConfigFlag is { } flag)
            return Flags(document, flag);
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

    public string FileNameOf(ExportDocument document) => document.ConfigFile is not null ? EngineConfigFile.FileName : document.ConfigFlag is not null ? $"{document.Engine}.yaml" : FileName;

    private static string UseOf(ExportDocument document) => $"Use it: {string.Join(' ', document.Native.Tokens.Select(PosixShell.Quote))}";

    /// <summary>The command line's flags without their dashes; a flag alone is true.</summary>
    private static string Flags(ExportDocument document, string flag)
    {
        var entries = new List<YamlEntry>();
        var words = document.Native.Arguments;
        var first = words.TakeWhile(word => !word.StartsWith('-')).Count();
        for (var index = first; index < words.Length; index++)
        {
            if (!words[index].StartsWith("--", StringComparison.Ordinal))
                throw new InvalidInputException($"A configuration file cannot carry `{words[index]}`.");
            var hasValue = index + 1 < words.Length && !words[index + 1].StartsWith("--", StringComparison.Ordinal);
            var key = words[index][2..];
            if (entries.Exists(entry => entry.Key == key))
                throw new InvalidInputException($"A configuration file cannot carry `--{key}` twice.");
            entries.Add(new(key, hasValue ? ScalarOf(words[++index]) : new YamlTree.Bare("true")));
        }
        var head = string.Join(' ', new[] { document.Native.Program ?? "" }.Concat(words.Take(first)).Select(PosixShell.Quote));
        var environment = new StringBuilder();
        AppendEnvironment(environment, document.Native);
        return ExportComments.Render("#", [.. ExportComments.Lines(document, container: false), $"Use it: {head} {flag} {document.Engine}.yaml"])
            + environment.ToString().Replace(EnvironmentMark, "# environment: ", StringComparison.Ordinal) + YamlTree.Of(entries).Render();
    }

    private static YamlTree ScalarOf(string word) =>
        double.TryParse(word, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _) ? new YamlTree.Bare(word) : word;

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
