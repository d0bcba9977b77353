using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>A container unit of Podman (Quadlet), published on loopback.</summary>
/// <remarks>podman-systemd.unit(5); Podman 5 or later, where an entry point is replaced.</remarks>
public sealed class QuadletExport : IExportFormat
{
    internal const string GpuDevice = "nvidia.com/gpu=";

    public string Name => "quadlet";

    public string FileName => "engine.container";

    public bool IsScript => false;

    public string Write(ExportDocument document)
    {
        var command = ExportCatalog.ContainerOf(document, Name);
        var unit = new UnitText()
            .Head(document, container: true, "~/.config/containers/systemd", FileName)
            .Section("Container")
            .Key("Image", command.Image!);
        if (command.Program is { } program)
            unit.Key("Entrypoint", UnitText.Argument(program));
        if (command.Arguments.Length > 0)
            unit.Command("Exec", null, command);
        unit.Environment(command);
        foreach (var name in DockerRunExport.Secrets(command))
            unit.Comment([$"printf %s \"${PosixShell.VariableName(name)}\" | podman secret create {PosixShell.VariableName(name)} -"])
                .Key("Secret", $"{PosixShell.VariableName(name)},type=env,target={PosixShell.VariableName(name)}");
        unit.Key("PublishPort", $"127.0.0.1:{command.Port ?? document.ContainerPort}:{document.ContainerPort}");
        foreach (var mount in command.Mounts)
            unit.Key("Volume", VolumeOf(mount));
        foreach (var device in Devices(command))
            unit.Key("AddDevice", device);
        Needs(unit, command);
        return unit.Section("Service").Tail(document).ToString();
    }

    private static void Needs(UnitText unit, LaunchCommand command)
    {
        var needs = command.Needs;
        if (SharedMemory.Size(command) is { } bytes)
            unit.Key("ShmSize", $"{bytes}b");
        foreach (var (name, limit) in needs.Ulimits)
            unit.Key("Ulimit", UnitText.Whole($"{name}={limit}:{limit}", "limit"));
        foreach (var capability in needs.Capabilities)
            unit.Key("AddCapability", UnitText.Whole(capability, "capability"));
        string?[] arguments =
        [
            SharedMemory.IsHosts(command) ? "--ipc=host" : null,
            needs.Memory is { } memory ? $"--memory={memory}b --memory-swap={memory}b" : null,
            needs.Cores is { } cores ? $"--cpuset-cpus={cores}" : null,
        ];
        if (arguments.Any(argument => argument is not null))
            unit.Key("PodmanArgs", string.Join(' ', arguments.OfType<string>()));
    }

    private static string VolumeOf(Mount mount) => (mount.Source + mount.Target).Any(c => c is ':' or ',' || char.IsWhiteSpace(c) || char.IsControl(c))
        ? throw new InvalidInputException($"A Quadlet unit cannot mount `{mount.Source}`: blanks, colons and commas separate its parts.")
        : UnitText.Whole($"{mount.Source}:{mount.Target}{(mount.ReadOnly ? ":ro" : "")}", "mount");

    private static IEnumerable<string> Devices(LaunchCommand command) => command.Gpus is { } count
        ? Enumerable.Range(0, count).Select(gpu => $"{GpuDevice}{gpu}")
        : [$"{GpuDevice}all"];
}
