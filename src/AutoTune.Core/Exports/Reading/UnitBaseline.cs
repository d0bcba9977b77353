using System.Collections.Immutable;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>A service of systemd, or a container unit of Podman (Quadlet).</summary>
internal sealed class UnitBaseline : IBaselineFormat
{
    private const string Service = "Service";
    private const string Container = "Container";

    /// <summary>In front of a command they change how it is run, not what.</summary>
    private static readonly char[] Prefixes = ['@', '-', ':', '+', '!', '|'];

    private static readonly string[] LeftOutOfService = ["EnvironmentFile", "CPUQuota", "CPUAffinity", "MemoryMax", "LimitMEMLOCK", "Nice"];
    private static readonly string[] LeftOutOfContainer = ["EnvironmentFile", "Ulimit", "Memory", "Network", "Pod", "PodmanArgs", "ShmSize", "Sysctl"];

    public string Name => "systemd unit";

    public string LooksFor => "[Service] with ExecStart, or [Container] with Image";

    public bool Recognizes(string text)
    {
        var unit = UnitFile.Read(text, "");
        return unit.Has(Service, "ExecStart") || unit.Has(Container, "Image");
    }

    public IReadOnlyList<LaunchCandidate> Read(string text, string file, Diagnostics diagnostics)
    {
        var unit = UnitFile.Read(text, file);
        return unit.Has(Container, "Image") ? [OfContainer(unit, diagnostics)] : [.. unit.All(Service, "ExecStart").Select(start => OfService(unit, start.Value, start.Position, diagnostics))];
    }

    private static LaunchCandidate OfService(UnitFile unit, string start, SourcePosition at, Diagnostics diagnostics)
    {
        Warn(unit, Service, LeftOutOfService, diagnostics);
        var words = UnitFile.Words(start.TrimStart(Prefixes), isCommand: true, at);
        if (words.Count == 0)
            throw new InvalidInputException("cannot be read back: ExecStart names no program.", at);
        var command = WithEnvironment(unit, Service, new LaunchCommand { Program = words[0], Arguments = [.. words.Skip(1)], WorkingDirectory = unit.TextOf(Service, "WorkingDirectory") });
        foreach (var (names, _) in unit.All(Service, "PassEnvironment"))
            command = command with { PassedEnvironment = command.PassedEnvironment.Union(names.Split(' ', StringSplitOptions.RemoveEmptyEntries)) };
        return new("ExecStart", at, command, [.. words.Skip(1).Select(_ => at)]);
    }

    private static LaunchCandidate OfContainer(UnitFile unit, Diagnostics diagnostics)
    {
        Warn(unit, Container, LeftOutOfContainer, diagnostics);
        var (image, at) = unit.Last(Container, "Image")!.Value;
        var exec = unit.Last(Container, "Exec") is { } found ? UnitFile.Words(found.Value, isCommand: true, found.Position) : [];
        var command = WithEnvironment(unit, Container, new LaunchCommand
        {
            Program = unit.Last(Container, "Entrypoint") is { } entry ? UnitFile.Words(entry.Value, isCommand: true, entry.Position)[0] : null,
            Image = image,
            Arguments = [.. exec],
            WorkingDirectory = unit.TextOf(Container, "WorkingDir"),
            Port = unit.All(Container, "PublishPort").Select(port => PublishedPort.Parse(port.Value)).FirstOrDefault(port => port is not null),
            Mounts = [.. unit.All(Container, "Volume").Select(volume => MountText.FromShort(UnitFile.Plain(volume.Value))).OfType<Mount>()],
            Gpus = GpusOf([.. unit.All(Container, "AddDevice").Select(device => device.Value).Where(device => device.StartsWith(QuadletExport.GpuDevice, StringComparison.Ordinal))]),
        });
        foreach (var (secret, _) in unit.All(Container, "Secret").Where(secret => secret.Value.Contains("type=env", StringComparison.Ordinal)))
            command = command with { PassedEnvironment = command.PassedEnvironment.Add(TargetOf(secret)) };
        return new($"container {image}", at, command, [.. exec.Select(_ => at)]);
    }

    private static LaunchCommand WithEnvironment(UnitFile unit, string section, LaunchCommand command)
    {
        var environment = command.Environment;
        foreach (var (value, at) in unit.All(section, "Environment"))
            foreach (var word in UnitFile.Words(value, isCommand: false, at))
                if (word.Split('=', 2) is [var name, var set])
                    environment = environment.SetItem(name, set);
        return command with { Environment = environment };
    }

    private static int? GpusOf(ImmutableArray<string> devices) => devices.Any(device => device.EndsWith("=all", StringComparison.Ordinal)) ? null : devices.Length;

    private static string TargetOf(string secret) =>
        secret.Split(',').FirstOrDefault(part => part.StartsWith("target=", StringComparison.Ordinal))?["target=".Length..] ?? secret.Split(',')[0];

    private static void Warn(UnitFile unit, string section, string[] leftOut, Diagnostics diagnostics)
    {
        foreach (var (key, at) in unit.Keys(section).Where(entry => leftOut.Contains(entry.Key, StringComparer.Ordinal)))
            if (!(key == "PodmanArgs" && unit.All(section, key).All(value => value.Value == "--ipc=host")))
                diagnostics.Warning(at, $"`{key}` is left out: a trial does not have it.");
    }
}
