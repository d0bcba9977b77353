using AutoTune.Engines;
using static AutoTune.Exports.YamlTree;

namespace AutoTune.Exports;

/// <summary>What a pod mounts: folders of its node, and shared memory where 64 MiB are too few.</summary>
internal static class KubernetesVolumes
{
    private const string SharedMemoryName = "shared-memory";

    public static string ConfigName(string app) => $"{app}-config";

    /// <param name="config">The engine's configuration file, which comes from a ConfigMap and not from the node.</param>
    public static YamlEntry? OfPod(LaunchCommand command, EngineFile? config, string app) =>
        Named("volumes", [.. command.Mounts.Select((mount, index) => mount.Source == config?.Path ? ConfigVolume(index, app) : Volume(mount, index)), .. Memory(command)]);

    public static YamlEntry? OfContainer(LaunchCommand command, EngineFile? config) =>
        Named("volumeMounts", [.. command.Mounts.Select((mount, index) => mount.Source == config?.Path ? ConfigMount(mount, index) : MountOf(mount, index)), .. NeedsMemory(command) ? [MemoryMount()] : Array.Empty<YamlTree>()]);

    private static YamlEntry? Named(string name, YamlTree[] items) => items.Length == 0 ? null : new(name, List(items));

    private static YamlTree MountOf(Mount mount, int index) => Of(
        new YamlEntry("name", $"mount-{index}"),
        new YamlEntry("mountPath", mount.Target),
        new YamlEntry("readOnly", mount.ReadOnly));

    private static YamlTree Volume(Mount mount, int index) => Of(
        new YamlEntry("name", $"mount-{index}"),
        new YamlEntry("hostPath", Of(new YamlEntry("path", mount.Source)),
            "On several nodes use a claim instead: persistentVolumeClaim: {claimName: models}"));

    private static Map ConfigVolume(int index, string app) => Of(
        new YamlEntry("name", $"mount-{index}"),
        new YamlEntry("configMap", Of(new YamlEntry("name", ConfigName(app)))));

    private static Map ConfigMount(Mount mount, int index) => Of(
        new YamlEntry("name", $"mount-{index}"),
        new YamlEntry("mountPath", mount.Target),
        new YamlEntry("subPath", EngineConfigFile.FileName),
        new YamlEntry("readOnly", true));

    private static bool NeedsMemory(LaunchCommand command) => SharedMemory.IsHosts(command) || SharedMemory.Size(command) is not null;

    private static Map MemoryMount() => Of(new YamlEntry("name", SharedMemoryName), new YamlEntry("mountPath", "/dev/shm"));

    /// <summary>A pod of its own has no host's memory to share; a volume in memory is as large as its node's, unless a size is named.</summary>
    private static YamlTree[] Memory(LaunchCommand command) => !NeedsMemory(command) ? [] :
    [
        Of(
            new YamlEntry("name", SharedMemoryName),
            new YamlEntry("emptyDir", Of(
                new YamlEntry("medium", "Memory"),
                SharedMemory.Size(command) is { } bytes ? new YamlEntry("sizeLimit", KubernetesResources.Mebibytes(bytes)) : null))),
    ];
}
