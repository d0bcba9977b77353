using System.Globalization;
using AutoTune.Launching;

namespace AutoTune.Docker;

/// <summary>What every container and network of ours carries: by these, and by nothing else, they are found again.</summary>
/// <param name="Leash">Of one AutoTune process; the guard removes what carries it.</param>
/// <param name="ProcessId">Of that process.</param>
/// <param name="ProcessStart">Its start, in clock ticks since the boot: a number that is used again is another process.</param>
/// <param name="Boot">Of the machine: after a restart no process of before lives.</param>
/// <param name="Namespace">That the process id is of; in another one it means somebody else.</param>
internal sealed record ContainerLabels(string Leash, int ProcessId, long ProcessStart, string Boot, string Namespace)
{
    private const int Init = 1;
    private const string NamespaceLink = "/proc/self/ns/pid";

    public const string LeashLabel = "autotune.leash";
    private const string OwnerLabel = "autotune.owner";
    private const string LaunchLabel = "autotune.launch";
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>As <c>name=value</c>.</summary>
    public string LeashFilter => $"{LeashLabel}={Leash}";

    /// <summary>Of this process; what carries them is removed when it is gone.</summary>
    public static ContainerLabels Watched(DockerHost host, GuardClient guard)
    {
        var labels = new ContainerLabels(guard.Leash, Environment.ProcessId, LinuxProcesses.Find(Environment.ProcessId)?.StartTime ?? 0, BootId(), OwnNamespace());
        guard.WatchContainers(host.Socket, labels.LeashFilter);
        return labels;
    }

    /// <returns>Null where somebody else made it.</returns>
    public static ContainerLabels? Of(IDictionary<string, string>? labels) =>
        labels is not null && labels.TryGetValue(LeashLabel, out var leash) && labels.TryGetValue(OwnerLabel, out var owner)
        && owner.Split(' ') is [var process, var start, var boot, var space]
        && int.TryParse(process, CultureInfo.InvariantCulture, out var id) && long.TryParse(start, CultureInfo.InvariantCulture, out var ticks)
            ? new(leash, id, ticks, boot, space)
            : null;

    public Dictionary<string, string> ToDictionary(string launch) => new()
    {
        [LeashLabel] = Leash,
        [OwnerLabel] = string.Create(CultureInfo.InvariantCulture, $"{ProcessId} {ProcessStart} {Boot} {Namespace}"),
        [LaunchLabel] = launch,
    };

    /// <summary>Also where it cannot be seen from here: what is not known to be dead is left alone.</summary>
    public bool OwnerLives() => Boot == BootId()
        && (Namespace != OwnNamespace() || LinuxProcesses.Find(Init) is null || (LinuxProcesses.Find(ProcessId) is { IsDead: false } process && process.StartTime == ProcessStart));

    private static string OwnNamespace() => new FileInfo(NamespaceLink).LinkTarget ?? "unknown";

    private static string BootId() => File.ReadAllText(BootIdFile).Trim();
}
