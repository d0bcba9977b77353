using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AutoTune.Engines;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>Builds a unit file of systemd: sections, keys, words in its own quoting.</summary>
/// <remarks>systemd.syntax(7) and systemd.service(5): C escapes within double quotes, <c>%</c> is a specifier everywhere, <c>$</c> a variable on command lines.</remarks>
internal sealed partial class UnitText
{
    private readonly StringBuilder _text = new();

    public UnitText Comment(IEnumerable<string> lines) => Append(ExportComments.Render("#", lines));

    public UnitText Section(string name) => Append($"\n[{name}]\n");

    public UnitText Key(string name, string value) => Append($"{name}={value}\n");

    /// <param name="groups">Words that belong on one line each, quoted.</param>
    private UnitText Lines(string name, IEnumerable<string> groups) => Append($"{name}={string.Join(" \\\n    ", groups)}\n");

    /// <summary>Where it comes from, how to use it, and its section <c>Unit</c>.</summary>
    /// <param name="folder">Of the user's own units of this kind.</param>
    public UnitText Head(ExportDocument document, bool container, string folder, string fileName) => this
        .Comment(ExportComments.Lines(document, container))
        .Comment([$"Use it: copy it to {folder}/{fileName}, then systemctl --user daemon-reload && systemctl --user start {Path.GetFileNameWithoutExtension(fileName)}"])
        .Section("Unit")
        .Key("Description", Whole($"{document.Engine}, as AutoTune chose it for {document.Study}", "description"));

    /// <summary>Its variables but for secrets.</summary>
    public UnitText Environment(LaunchCommand command)
    {
        foreach (var (name, value) in command.Environment.Where(pair => !SecretNames.IsVariable(pair.Key)))
            Key("Environment", Word($"{PosixShell.VariableName(name)}={value}"));
        return this;
    }

    /// <summary>A command line, a flag and its value on a line each.</summary>
    public UnitText Command(string name, string? program, LaunchCommand command) => Lines(
        name,
        [.. program is null ? Array.Empty<string>() : [Argument(program)], .. ScriptText.Group([.. command.Arguments.Select(Argument)], command.Arguments)]);

    /// <summary>How long its start may take and what becomes of its failure, within the section <c>Service</c>; then when it is started.</summary>
    public UnitText Tail(ExportDocument document) => this
        .Key("TimeoutStartSec", $"{StartUpAllowance.Seconds(document)}")
        .Key("Restart", "on-failure")
        .Section("Install")
        .Key("WantedBy", "default.target");

    /// <summary>A word of a command line.</summary>
    public static string Argument(string text) => Word(text, isCommand: true);

    /// <summary>A word of any other list, such as a variable's assignment.</summary>
    public static string Word(string text) => Word(text, isCommand: false);

    /// <summary>A value that is one text to the end of its line.</summary>
    /// <exception cref="InvalidInputException">It holds a control character.</exception>
    public static string Whole(string text, string what) => text.Any(char.IsControl) || text != text.Trim() || text.EndsWith('\\')
        ? throw new InvalidInputException($"A unit file cannot carry the {what} `{text}`.")
        : text.Replace("%", "%%", StringComparison.Ordinal);

    public override string ToString() => _text.ToString().TrimStart('\n');

    private UnitText Append(string text)
    {
        _text.Append(text);
        return this;
    }

    private static string Word(string text, bool isCommand)
    {
        if (Simple().IsMatch(text))
            return text;
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c switch
            {
                '\0' => throw new InvalidInputException("An argument with a NUL character cannot be passed to a program."),
                '"' or '\\' => $"\\{c}",
                '%' => "%%",
                '$' when isCommand => "$$",
                ';' => "\\x3b",    // alone it would end the command
                < ' ' or '\x7f' => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => c.ToString(),
            });
        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_./:@=,+-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Simple();
}
