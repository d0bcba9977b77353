using System.Runtime.InteropServices;

namespace AutoTune.Provisioning;

/// <summary>What provisioning reads of the machine it runs on; tests give a made-up one.</summary>
public sealed record HostSystem
{
    public required Func<string, string?> Variable { get; init; }

    public required Architecture Architecture { get; init; }

    /// <summary>Folder of <c>sources.list</c> and <c>sources.list.d</c>.</summary>
    public string AptFolder { get; init; } = "/etc/apt";

    public string OsReleaseFile { get; init; } = "/etc/os-release";

    public static HostSystem Current { get; } = new()
    {
        Variable = Environment.GetEnvironmentVariable,
        Architecture = RuntimeInformation.OSArchitecture,
    };

    /// <summary>$AUTOTUNE_CACHE, else $XDG_CACHE_HOME/autotune, else ~/.cache/autotune.</summary>
    public string CacheFolder =>
        NonEmpty("AUTOTUNE_CACHE") is { } own ? Path.GetFullPath(own)
        : NonEmpty("XDG_CACHE_HOME") is { } xdg && Path.IsPathRooted(xdg) ? Path.Combine(xdg, "autotune")
        : Path.Combine(NonEmpty("HOME") ?? Path.GetTempPath(), ".cache", "autotune");

    internal string? NonEmpty(string variable) => Variable(variable) is { Length: > 0 } value ? value : null;
}
