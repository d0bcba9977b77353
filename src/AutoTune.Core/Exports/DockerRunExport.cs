using AutoTune.Engines;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>A script around <c>docker run</c>: published on loopback, the model's folder read-only.</summary>
public sealed class DockerRunExport : IExportFormat
{
    public string Name => "docker-run";

    public string FileName => "docker-run.sh";

    public bool IsScript => true;

    public string Write(ExportDocument document)
    {
        var command = ExportCatalog.ContainerOf(document, Name);
        var script = new ScriptText().Comment(ExportComments.Lines(document, container: true));
        script.Variable("PORT", (command.Port ?? document.ContainerPort).ToString());
        var mounts = command.Mounts.Select((mount, i) => Volume(script, mount, i)).ToArray();
        string[] groups =
        [
            "docker run --rm",
            $"-p 127.0.0.1:\"$PORT\":{document.ContainerPort}",
            .. mounts,
            .. Gpus(script, command),
            .. Needs(command),
            .. Environment(command),
            .. command.Program is { } program ? [$"--entrypoint {PosixShell.Quote(program)}"] : Array.Empty<string>(),
            command.Image!,
            .. ScriptText.Group([.. command.Arguments.Select(PosixShell.Quote)], command.Arguments),
        ];
        return script.Exec(groups).ToString();
    }

    private static string Volume(ScriptText script, Mount mount, int index)
    {
        if ((mount.Source + mount.Target).Contains(':', StringComparison.Ordinal))
            throw new InvalidInputException($"docker run -v cannot mount `{mount.Source}`: a colon separates its parts.");
        var variable = index == 0 ? "MODEL_DIR" : $"MOUNT_{index}";
        script.Variable(variable, mount.Source);
        return $"-v \"${variable}\":{PosixShell.Quote(mount.Target)}{(mount.ReadOnly ? ":ro" : "")}";
    }

    private static string[] Gpus(ScriptText script, LaunchCommand command)
    {
        if (command is not { Replicas: > 1, Gpus: > 0 and var each })
            return Gpus(command);
        // A number would be the first ones, for every replica.
        script.Variable("GPUS", string.Join(',', Enumerable.Range(0, each)));
        return ["--gpus \"\\\"device=$GPUS\\\"\""];
    }

    private static string[] Gpus(LaunchCommand command) => command.Gpus switch
    {
        0 => [],
        null => ["--gpus all"],
        { } count => [$"--gpus {count}"],
    };

    private static IEnumerable<string> Needs(LaunchCommand command)
    {
        var needs = command.Needs;
        if (SharedMemory.IsHosts(command))
            yield return "--ipc=host";
        if (SharedMemory.Size(command) is { } bytes)
            yield return $"--shm-size {bytes}b";
        if (needs.Memory is { } memory)
            yield return $"--memory {memory}b --memory-swap {memory}b";
        if (needs.Cores is { } cores)
            yield return $"--cpuset-cpus {cores}";
        foreach (var (name, limit) in needs.Ulimits)
            yield return $"--ulimit {PosixShell.Quote($"{name}={limit}")}";
        foreach (var capability in needs.Capabilities)
            yield return $"--cap-add {PosixShell.Quote(capability)}";
    }

    private static IEnumerable<string> Environment(LaunchCommand command) =>
        command.Environment.Where(pair => !SecretNames.IsVariable(pair.Key))
            .Select(pair => $"-e {PosixShell.Quote($"{PosixShell.VariableName(pair.Key)}={pair.Value}")}")
            .Concat(Secrets(command).Select(name => $"-e {PosixShell.VariableName(name)}"));

    /// <summary>Passed by name: docker takes the value from the caller's environment.</summary>
    internal static IEnumerable<string> Secrets(LaunchCommand command) =>
        command.PassedEnvironment.Union(command.Environment.Keys.Where(SecretNames.IsVariable));
}
