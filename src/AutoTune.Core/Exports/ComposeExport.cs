using AutoTune.Engines;
using AutoTune.Yaml;
using static AutoTune.Exports.YamlTree;

namespace AutoTune.Exports;

/// <summary>A Compose file of one service, published on loopback; of several equal ones behind a balancer where the load is shared.</summary>
public sealed class ComposeExport : IExportFormat
{
    public string Name => "compose";

    public string FileName => "compose.yaml";

    public bool IsScript => false;

    public string Write(ExportDocument document)
    {
        var command = ExportCatalog.ContainerOf(document, Name);
        return ExportComments.Render("#", ExportComments.Lines(document, container: true, balanced: true)) + Services(document, command).Render();
    }

    private static Map Services(ExportDocument document, LaunchCommand command)
    {
        if (command.Replicas == 1)
            return Of(new YamlEntry("services", Of(new YamlEntry("engine", Service(document, command, ComposeBalancer.Published(document, command, document.ContainerPort), Gpus(command))))));
        var replicas = Enumerable.Range(0, command.Replicas).Select(replica => new YamlEntry(ComposeBalancer.ServiceName(replica), Service(document, command, ports: null, GpusOf(command, replica))));
        return Of(new YamlEntry("services", Of([.. replicas, ComposeBalancer.Service(document, command)])));
    }

    private static Map Service(ExportDocument document, LaunchCommand command, YamlEntry? ports, YamlEntry? gpus) =>
        Of(
        [
            new YamlEntry("image", command.Image!),
            command.Program is { } program ? new YamlEntry("entrypoint", List(Escaped(program))) : null,
            new YamlEntry("command", List(command.Arguments.Select(Escaped))),
            Environment(command),
            ports,
            command.Mounts.IsEmpty ? null : new YamlEntry("volumes", List(command.Mounts.Select(Volume))),
            gpus,
            .. Needs(command),
            new YamlEntry("healthcheck", HealthCheck(document)),
            new YamlEntry("restart", "unless-stopped"),
        ]);

    private static IEnumerable<YamlEntry?> Needs(LaunchCommand command)
    {
        var needs = command.Needs;
        yield return SharedMemory.IsHosts(command) ? new YamlEntry("ipc", "host") : null;
        yield return SharedMemory.Size(command) is { } bytes ? new YamlEntry("shm_size", Bytes(bytes)) : null;
        yield return needs.Memory is { } memory ? new YamlEntry("mem_limit", Bytes(memory)) : null;
        yield return needs.Memory is { } most ? new YamlEntry("memswap_limit", Bytes(most)) : null;
        yield return needs.Cores is { } cores ? new YamlEntry("cpuset", cores) : null;
        yield return needs.Ulimits.IsEmpty ? null : new YamlEntry("ulimits", Of(needs.Ulimits.Select(limit => new YamlEntry(limit.Key, new Bare($"{limit.Value}")))));
        yield return needs.Capabilities.IsEmpty ? null : new YamlEntry("cap_add", List(needs.Capabilities.Select(name => (YamlTree)new Text(name))));
    }

    private static YamlTree Bytes(long count) => new Text($"{count}b");

    // Compose replaces `$NAME`; a doubled dollar is a dollar.
    private static YamlTree Escaped(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new InvalidInputException("An argument with a NUL character cannot be passed to a program.")
        : text.Replace("$", "$$");

    private static YamlEntry? Environment(LaunchCommand command)
    {
        var entries = command.Environment.Where(pair => !SecretNames.IsVariable(pair.Key))
            .Select(pair => new YamlEntry(PosixShell.VariableName(pair.Key), Escaped(pair.Value)))
            .Concat(DockerRunExport.Secrets(command).Select(name => new YamlEntry(PosixShell.VariableName(name), new Bare("null"), "A secret, taken from the environment.")))
            .ToArray();
        return entries.Length == 0 ? null : new YamlEntry("environment", Of(entries));
    }

    private static YamlTree Volume(Mount mount) => Of(
        new YamlEntry("type", "bind"),
        new YamlEntry("source", Escaped(mount.Source)),
        new YamlEntry("target", Escaped(mount.Target)),
        new YamlEntry("read_only", mount.ReadOnly));

    private static YamlEntry? Gpus(LaunchCommand command)
    {
        if (command.Gpus == 0)
            return null;
        return Devices(new YamlEntry("count", command.Gpus is { } gpus ? (YamlTree)gpus : "all"));
    }

    /// <summary>By number: a count is the first ones, for every service.</summary>
    private static YamlEntry? GpusOf(LaunchCommand command, int replica) => command.Gpus is > 0 and var each
        ? Devices(new YamlEntry("device_ids", List(Enumerable.Range(replica * each, each).Select(gpu => (YamlTree)new Text(gpu.ToString())))))
        : Gpus(command);

    private static YamlEntry Devices(YamlEntry which)
    {
        var device = Of(new YamlEntry("driver", "nvidia"), which, new YamlEntry("capabilities", List("gpu")));
        return new YamlEntry("deploy", Of(new YamlEntry("resources", Of(new YamlEntry("reservations", Of(new YamlEntry("devices", List(device))))))));
    }

    private static Map HealthCheck(ExportDocument document) => Of(
        new YamlEntry("test", List("CMD", "curl", "-fsS", $"http://127.0.0.1:{document.ContainerPort}{document.HealthPath}")),
        new YamlEntry("interval", "10s"),
        new YamlEntry("timeout", "5s"),
        new YamlEntry("retries", 6),
        new YamlEntry("start_period", $"{StartUpAllowance.Seconds(document)}s"));
}
