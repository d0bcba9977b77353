using AutoTune.Engines;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>A POSIX script that becomes the engine: loopback unless HOST and PORT say otherwise.</summary>
public sealed class ShellExport : IExportFormat
{
    public string Name => "shell";

    public string FileName => "serve.sh";

    public bool IsScript => true;

    public string Write(ExportDocument document)
    {
        var command = document.Native;
        var program = command.Program ?? throw new InvalidInputException("A shell export needs the engine's program.");
        var script = new ScriptText().Comment(ExportComments.Lines(document, container: false));
        var words = command.Arguments.Select(PosixShell.Quote).ToArray();
        Override(script, words, command, document.HostFlag, "HOST");
        Override(script, words, command, document.PortFlag, "PORT");
        foreach (var (name, value) in command.Environment)
            WriteVariable(script, name, value);
        foreach (var name in command.PassedEnvironment)
            Require(script, name);
        if (command.WorkingDirectory is { } folder)
            script.Append($"cd {PosixShell.Quote(folder.StartsWith('-') ? "./" + folder : folder)}\n");
        return script.Exec([PosixShell.QuoteProgram(program), .. ScriptText.Group(words, command.Arguments)]).ToString();
    }

    private static void Override(ScriptText script, string[] words, LaunchCommand command, string flag, string variable)
    {
        var value = command.Arguments.IndexOf(flag) + 1;
        if (value == 0 || value == words.Length)
            return;
        script.Variable(variable, command.Arguments[value]);
        words[value] = $"\"${variable}\"";
    }

    private static void WriteVariable(ScriptText script, string name, string value)
    {
        if (SecretNames.IsVariable(name))
            Require(script, name);
        else
            script.Export(name, value);
    }

    private static void Require(ScriptText script, string name) =>
        script.Comment($"{name} is a secret: set it in the environment.").Append($"export {PosixShell.VariableName(name)}\n");
}
