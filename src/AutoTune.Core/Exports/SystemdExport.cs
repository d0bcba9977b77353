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
            .Comment(ExportComments.Lines(document, container: false))
            .Comment([$"Use it: copy it to ~/.config/systemd/user/{FileName}, then systemctl --user daemon-reload && systemctl --user start {Path.GetFileNameWithoutExtension(FileName)}"])
            .Section("Unit")
            .Key("Description", UnitText.Whole($"{document.Engine}, as AutoTune chose it for {document.Study}", "description"))
            .Section("Service")
            .Key("Type", "exec");
        if (command.WorkingDirectory is { } folder)
            unit.Key("WorkingDirectory", UnitText.Whole(folder, "folder"));
        foreach (var (name, value) in command.Environment.Where(pair => !SecretNames.IsVariable(pair.Key)))
            unit.Key("Environment", UnitText.Word($"{PosixShell.VariableName(name)}={value}"));
        foreach (var name in DockerRunExport.Secrets(command))
            unit.Comment([$"A secret: systemctl --user import-environment {PosixShell.VariableName(name)}"]).Key("PassEnvironment", PosixShell.VariableName(name));
        return unit
            .Lines("ExecStart", [UnitText.Argument(program), .. ScriptText.Group([.. command.Arguments.Select(UnitText.Argument)], command.Arguments)])
            .Key("TimeoutStartSec", $"{StartUpAllowance.Seconds(document)}")
            .Key("Restart", "on-failure")
            .Section("Install")
            .Key("WantedBy", "default.target")
            .ToString();
    }
}
