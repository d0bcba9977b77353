using static AutoTune.Exports.YamlTree;

namespace AutoTune.Exports;

/// <summary>What a pod mounts: folders of its node, and shared memory where 64 MiB are too few.</summary>
internal static class KubernetesVolumes
{
    private const string SharedMemoryName = "shared-memory";

    public static YamlEntry? OfPod(LaunchCommand command) => Named("volumes", [.. command.Mounts.Select(Volume), .. Memory(command)]);

    public static YamlEntry? OfContainer(LaunchCommand command) => Named("volumeMounts", [.. command.Mounts.Select(MountOf), .. NeedsMemory(command) ? [MemoryMount()] : Array.Empty<YamlTree>()]);

    private static YamlEntry? Named(string name, YamlTree[] items) => items.Length == 0 ? null : new(name, List(items));

    private static YamlTree MountOf(Mount mount, int index) => Of(
        new YamlEntry("name", $"mount-{index}"),
        new YamlEntry("mountPath", mount.Target),
        new YamlEntry("readOnly", mount.ReadOnly));

    private static YamlTree Volume(Mount mount, int index) => Of(
        new YamlEntry("name", $"mount-{index}"),
        new YamlEntry("hostPath", Of(new YamlEntry("path", mount.Source)),
            "On several nodes use a claim instead: persistentVolumeClaim: {claimName: models}"));

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
