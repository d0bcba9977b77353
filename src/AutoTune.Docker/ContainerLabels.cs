using System.Globalization;
using AutoTune.Launching;

namespace AutoTune.Docker;

/// <summary>What every container and network of ours carries: by these, and by nothing else, they are found again.</summary>
/// <param name="Leash">Of one AutoTune process; the guard removes what carries it.</param>
/// <param name="ProcessId">Of that process.</param>
/// <param name="ProcessStart">Its start, in clock ticks since the boot: a number that is used again is another process.</param>
/// <param name="Boot">Of the machine: after a restart no process of before lives.</param>
internal sealed record ContainerLabels(string Leash, int ProcessId, long ProcessStart, string Boot)
{
    public const string LeashLabel = "autotune.leash";
    private const string OwnerLabel = "autotune.owner";
    private const string LaunchLabel = "autotune.launch";
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>As <c>name=value</c>.</summary>
    public string LeashFilter => $"{LeashLabel}={Leash}";

    /// <summary>Of this process; what carries them is removed when it is gone.</summary>
    public static ContainerLabels Watched(DockerHost host, GuardClient guard)
    {
        var labels = new ContainerLabels(guard.Leash, Environment.ProcessId, LinuxProcesses.Find(Environment.ProcessId)?.StartTime ?? 0, BootId());
        guard.WatchContainers(host.Socket, labels.LeashFilter);
        return labels;
    }

    /// <returns>Null where somebody else made it.</returns>
    public static ContainerLabels? Of(IDictionary<string, string>? labels) =>
        labels is not null && labels.TryGetValue(LeashLabel, out var leash) && labels.TryGetValue(OwnerLabel, out var owner)
        && owner.Split(' ') is [var process, var start, var boot]
        && int.TryParse(process, CultureInfo.InvariantCulture, out var id) && long.TryParse(start, CultureInfo.InvariantCulture, out var ticks)
            ? new(leash, id, ticks, boot)
            : null;

    public Dictionary<string, string> ToDictionary(string launch) => new()
    {
        [LeashLabel] = Leash,
        [OwnerLabel] = string.Create(CultureInfo.InvariantCulture, $"{ProcessId} {ProcessStart} {Boot}"),
        [LaunchLabel] = launch,
    };

    public bool OwnerLives() => Boot == BootId() && LinuxProcesses.Find(ProcessId) is { IsDead: false } process && process.StartTime == ProcessStart;

    private static string BootId() => File.ReadAllText(BootIdFile).Trim();
}
