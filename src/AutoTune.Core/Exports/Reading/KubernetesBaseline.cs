using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AutoTune.Engines;
using AutoTune.Yaml;

namespace AutoTune.Exports.Reading;

/// <summary>Kubernetes manifests: each container of each workload is a candidate.</summary>
internal sealed partial class KubernetesBaseline : IBaselineFormat
{
    public string Name => "Kubernetes manifest";

    public string LooksFor => "YAML with `apiVersion` and `kind`";

    public bool Recognizes(string text) =>
        ForeignYaml.TryLoad(text) is { } documents && documents.Select(root => new YamlView(root, "")).Any(root => root.TextOf("apiVersion") is not null && root.TextOf("kind") is not null);

    public IReadOnlyList<LaunchCandidate> Read(string text, string file, Diagnostics diagnostics) =>
        [.. ForeignYaml.Load(text, file)
            .Select(root => new YamlView(root, file))
            .SelectMany(root => root.TextOf("kind") == "List" ? root["items"]?.Items ?? [] : [root])
            .SelectMany(workload => Containers(workload, diagnostics))];

    private static IEnumerable<LaunchCandidate> Containers(YamlView workload, Diagnostics diagnostics)
    {
        var pod = PodSpec(workload);
        return (pod?["containers"]?.Items ?? []).Select(container => Candidate(container, pod!, ReplicaCount.Read(workload["spec"]?["replicas"]), diagnostics));
    }

    private static YamlView? PodSpec(YamlView workload) => workload.TextOf("kind") switch
    {
        "Pod" => workload["spec"],
        "CronJob" => workload["spec"]?["jobTemplate"]?["spec"]?["template"]?["spec"],
        _ => workload["spec"]?["template"]?["spec"],
    };

    private static LaunchCandidate Candidate(YamlView container, YamlView pod, int replicas, Diagnostics diagnostics)
    {
        var name = container.TextOf("name") ?? "without a name";
        var launch = WithEnvironment(new LaunchCommand { Arguments = [] }, container["env"]);
        foreach (var key in new[] { "envFrom", "lifecycle" }.Where(key => container[key] is not null))
            diagnostics.Warning(container[key]!.Position, $"Container `{name}`: `{key}` is left out: its content is not in this file.");
        var command = container["command"]?.Texts ?? [];
        var tokens = command.AddRange(container["args"]?.Texts ?? []);
        var arguments = command.IsEmpty ? tokens : tokens[1..];
        launch = launch with
        {
            Program = command.IsEmpty ? null : Expand(command[0].Text, launch),
            Image = container.TextOf("image"),
            Arguments = [.. arguments.Select(argument => Expand(argument.Text, launch))],
            WorkingDirectory = container.TextOf("workingDir"),
            Mounts = [.. Mounts(container, pod)],
            Gpus = Gpus(container),
            Replicas = replicas,
        };
        return new LaunchCandidate($"container `{name}`", container.Position, launch, [.. arguments.Select(argument => argument.Position)]);
    }

    private static LaunchCommand WithEnvironment(LaunchCommand launch, YamlView? variables)
    {
        foreach (var variable in variables?.Items ?? [])
        {
            var name = variable["name"]?.RequiredText ?? throw new InvalidInputException("cannot be read back: a variable without a name.", variable.Position);
            launch = variable["valueFrom"] is not null || SecretNames.IsVariable(name)
                ? launch with { PassedEnvironment = launch.PassedEnvironment.Add(name) }
                : launch with { Environment = launch.Environment.SetItem(name, Expand(variable["value"] is { IsNothing: false } value ? value.RequiredText : "", launch)) };
        }

        return launch;
    }

    // As the kubelet does: `$(NAME)` of a known variable, `$$` is a dollar, everything else stays.
    private static string Expand(string text, LaunchCommand launch) => Reference().Replace(text, match =>
        match.Value == "$$" ? "$" : launch.Environment.GetValueOrDefault(match.Groups[1].Value, match.Value));

    private static IEnumerable<Mount> Mounts(YamlView container, YamlView pod) =>
        from mount in container["volumeMounts"]?.Items ?? []
        let volume = pod["volumes"]?.Items.FirstOrDefault(volume => volume.TextOf("name") == mount.TextOf("name"))
        let source = volume?["hostPath"]?["path"]?.RequiredText
        let target = mount["mountPath"]?.RequiredText
        where source is not null && target is not null
        select new Mount(source, target, mount.TextOf("readOnly") == "true");

    private static int? Gpus(YamlView container)
    {
        var resources = container["resources"];
        var count = (resources?["limits"]?["nvidia.com/gpu"] ?? resources?["requests"]?["nvidia.com/gpu"])?.Text;
        return count is null ? 0 : GpuRequest.Parse(count);
    }

    [GeneratedRegex(@"\$\$|\$\(([^)]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
