using System.Collections.Immutable;
using AutoTune.Engines;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>A Compose file: each service is a candidate.</summary>
internal sealed class ComposeBaseline(IReadOnlyDictionary<string, string> environment) : IBaselineFormat
{
    private static readonly string[] LeftOut = ["extends", "env_file", "cpus", "cpuset", "mem_limit", "cpu_shares", "cpu_quota", "ulimits", "sysctls", "shm_size", "cap_add"];

    private readonly ComposeText _text = new(environment);

    public string Name => "Compose file";

    public string LooksFor => "YAML with `services`";

    public bool Recognizes(string text) => ForeignYaml.TryLoad(text) is { } documents && documents.Any(root => new YamlView(root, "")["services"] is { IsMap: true });

    public IReadOnlyList<LaunchCandidate> Read(string text, string file, Diagnostics diagnostics) =>
        [.. ForeignYaml.Load(text, file)
            .Select(root => new YamlView(root, file)["services"])
            .OfType<YamlView>()
            .SelectMany(services => services.Entries)
            .Where(service => service.Value.IsMap)
            .Select(service => Candidate(service.Key, service.Value))];

    private LaunchCandidate Candidate(string name, YamlView service)
    {
        var notes = new Diagnostics();
        NameLeftOut(name, service, notes);
        var entrypoint = Words(service["entrypoint"]);
        var command = Words(service["command"]);
        var tokens = entrypoint.AddRange(command);
        var program = entrypoint.IsEmpty ? null : entrypoint[0].Text;
        var arguments = program is null ? tokens : tokens[1..];
        var launch = new LaunchCommand
        {
            Program = program,
            Image = service["image"] is { Text: { } image } at ? _text.Interpolate(image, at.Position) : null,
            Arguments = [.. arguments.Select(word => word.Text)],
            WorkingDirectory = service.TextOf("working_dir"),
            Port = service["ports"]?.Items.Select(Port).FirstOrDefault(port => port is not null),
            Mounts = [.. service["volumes"]?.Items.Select(Volume).OfType<Mount>() ?? []],
            Gpus = Gpus(service),
            Replicas = Replicas(service, notes),
        };
        return new LaunchCandidate($"service `{name}`", service.Position, WithEnvironment(launch, service["environment"]), [.. arguments.Select(word => word.Position)]) { Notes = [.. notes.Items] };
    }

    private static void NameLeftOut(string name, YamlView service, Diagnostics notes)
    {
        const string Why = "is left out: a trial has what the engine's file and the study's `container` say.";
        foreach (var key in LeftOut.Where(key => service[key] is not null))
            notes.Warning(service[key]!.Position, $"Service `{name}`: `{key}` {Why}");
        foreach (var kind in new[] { "limits", "reservations" })
            foreach (var key in new[] { "cpus", "memory", "pids" })
                if (service["deploy"]?["resources"]?[kind]?[key] is { } limit)
                    notes.Warning(limit.Position, $"Service `{name}`: `deploy.resources.{kind}.{key}` {Why}");
    }

    private int Replicas(YamlView service, Diagnostics notes)
    {
        var (deployed, scaled) = (service["deploy"]?["replicas"], service["scale"]);
        var counts = new[] { ("deploy.replicas", deployed), ("scale", scaled) }
            .Where(said => said.Item2 is not null)
            .Select(said => ReplicaCount.Read(said.Item1, said.Item2 is { Text: { } text } value ? _text.Interpolate(text, value.Position) : "", said.Item2!.Position, notes))
            .Distinct().ToArray();
        if (counts.Length > 1 && !notes.HasErrors)
            notes.Error(scaled!.Position, $"the baseline's `scale` says {counts[1]} servers and its `deploy.replicas` {counts[0]}: Compose starts neither; leave one out");
        return counts is [var count, ..] ? count : 1;
    }

    // A text is split as a shell would, a list is taken as it is; either way variables are replaced first.
    private ImmutableArray<(string Text, SourcePosition Position)> Words(YamlView? value)
    {
        if (value is null)
            return [];
        if (value.IsList)
            return [.. value.Texts.Select(item => (_text.Interpolate(item.Text, item.Position), item.Position))];
        return value.Text is { } line
            ? [.. ShellWords.Split(_text.Interpolate(line, value.Position), value.Position).Select(word => (word, value.Position))]
            : [];
    }

    private LaunchCommand WithEnvironment(LaunchCommand launch, YamlView? environment)
    {
        foreach (var (name, value) in Variables(environment))
            launch = value is null
                ? launch with { PassedEnvironment = launch.PassedEnvironment.Add(name) }
                : launch with { Environment = launch.Environment.SetItem(name, value) };
        return launch;
    }

    private IEnumerable<(string Name, string? Value)> Variables(YamlView? environment)
    {
        if (environment is null)
            return [];
        if (environment.IsMap)
            return environment.Entries.Select(entry => (entry.Key, SecretNames.IsVariable(entry.Key) || entry.Value.IsNothing ? null : _text.Interpolate(entry.Value.RequiredText, entry.Value.Position)));
        return environment.Items.Select(item => item.RequiredText.Split('=', 2) is [var name, var value]
            ? (name, SecretNames.IsVariable(name) ? null : _text.Interpolate(value, item.Position))
            : (item.RequiredText, (string?)null));
    }

    private int? Port(YamlView port) => port.IsMap
        ? PublishedPort.Parse($"{Interpolated(port["published"])}:{port.TextOf("target")}")
        : PublishedPort.Parse(_text.Interpolate(port.RequiredText, port.Position));

    private Mount? Volume(YamlView volume) => volume.IsMap
        ? new Mount(Interpolated(volume["source"]), Interpolated(volume["target"]), volume.TextOf("read_only") == "true")
        : MountText.FromShort(_text.Interpolate(volume.RequiredText, volume.Position));

    private string Interpolated(YamlView? value) => value is { Text: { } text } ? _text.Interpolate(text, value.Position) : "";

    private static int? Gpus(YamlView service)
    {
        if (service["gpus"] is { } all)
            return GpuRequest.Parse(all.Text ?? "all");
        var devices = service["deploy"]?["resources"]?["reservations"]?["devices"]?.Items.FirstOrDefault(device => device["capabilities"]?.Items.Any(item => item.Text == "gpu") == true);
        if (devices is null)
            return service.TextOf("runtime") == "nvidia" ? null : 0;
        return devices["device_ids"] is { } ids ? ids.Items.Count() : GpuRequest.Parse(devices.TextOf("count") ?? "all");
    }
}
