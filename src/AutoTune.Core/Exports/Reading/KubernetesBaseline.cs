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

    public IReadOnlyList<LaunchCandidate> Read(string text, string file, Diagnostics diagnostics)
    {
        YamlView[] documents = [.. ForeignYaml.Load(text, file)
            .Select(root => new YamlView(root, file))
            .SelectMany(root => root.TextOf("kind") == "List" ? root["items"]?.Items ?? [] : [root])];
        return [.. documents.SelectMany(workload => Containers(workload, documents.FirstOrDefault(other => Scales(other, workload))))];
    }

    private static bool Scales(YamlView document, YamlView workload) =>
        document.TextOf("kind") == "HorizontalPodAutoscaler"
        && document["spec"]?["scaleTargetRef"] is { } target && target.TextOf("kind") == workload.TextOf("kind") && target.TextOf("name") is { } name && name == workload["metadata"]?.TextOf("name");

    private static IEnumerable<LaunchCandidate> Containers(YamlView workload, YamlView? autoscaler)
    {
        var pod = PodSpec(workload);
        return (pod?["containers"]?.Items ?? []).Select(container =>
        {
            var notes = new Diagnostics();
            var candidate = Candidate(container, pod!, Replicas(workload, autoscaler, notes), notes);
            return candidate with { Notes = [.. notes.Items] };
        });
    }

    /// <summary>An autoscaler's lower end, where the workload itself says nothing.</summary>
    private static int Replicas(YamlView workload, YamlView? autoscaler, Diagnostics notes)
    {
        var (said, least, most) = (workload["spec"]?["replicas"], autoscaler?["spec"]?["minReplicas"], autoscaler?["spec"]?["maxReplicas"]);
        var count = said is not null || least is null
            ? ReplicaCount.Read("replicas", said is null ? null : said.Text ?? "", said?.Position, notes)
            : ReplicaCount.Read("minReplicas", least.Text ?? "", least.Position, notes);
        if (autoscaler is not null)
            notes.Warning(autoscaler.Position, $"The autoscaler is left out: it runs {least?.Text ?? "1"} to {most?.Text ?? "?"} pods of the baseline, and a trial has a fixed number of servers ({count}).");
        return count;
    }

    private static YamlView? PodSpec(YamlView workload) => workload.TextOf("kind") switch
    {
        "Pod" => workload["spec"],
        "CronJob" => workload["spec"]?["jobTemplate"]?["spec"]?["template"]?["spec"],
        _ => workload["spec"]?["template"]?["spec"],
    };

    private static LaunchCandidate Candidate(YamlView container, YamlView pod, int replicas, Diagnostics notes)
    {
        var name = container.TextOf("name") ?? "without a name";
        var launch = WithEnvironment(new LaunchCommand { Arguments = [] }, container["env"]);
        foreach (var key in new[] { "envFrom", "lifecycle" }.Where(key => container[key] is not null))
            notes.Warning(container[key]!.Position, $"Container `{name}`: `{key}` is left out: its content is not in this file.");
        foreach (var kind in new[] { "limits", "requests" })
            foreach (var key in new[] { "cpu", "memory" })
                if (container["resources"]?[kind]?[key] is { } limit)
                    notes.Warning(limit.Position, $"Container `{name}`: `resources.{kind}.{key}` is left out: a trial has what the engine's file and the study's `container` say.");
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
