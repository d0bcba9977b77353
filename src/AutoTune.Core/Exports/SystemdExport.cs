using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>A service unit of systemd: the engine as it was measured, restarted when it fails.</summary>
public sealed class SystemdExport : IExportFormat
{
    public string Name => "systemd";

    public string FileName => "engine.service";

    public bool IsScript => false;

    public string Write(ExportDocument document)
    {
        var command = document.Native;
        var program = command.Program ?? throw new InvalidInputException("A systemd unit needs the engine's program.");
        if (!program.StartsWith('/'))
            throw new InvalidInputException($"A systemd unit needs the full path of the engine's program; `{program}` is none.");
        var unit = new UnitText()
            .Head(document, container: false, "~/.config/systemd/user", FileName)
            .Section("Service")
            .Key("Type", "exec");
        if (command.WorkingDirectory is { } folder)
            unit.Key("WorkingDirectory", UnitText.Whole(folder, "folder"));
        unit.Environment(command);
        foreach (var name in DockerRunExport.Secrets(command))
            unit.Comment([$"A secret: systemctl --user import-environment {PosixShell.VariableName(name)}"]).Key("PassEnvironment", PosixShell.VariableName(name));
        return unit.Command("ExecStart", program, command).Tail(document).ToString();
    }
}
