using AutoTune.Cli.Json;
using AutoTune.Evaluation;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Provisioning;

namespace AutoTune.Cli.Composition;

/// <summary>Looks at what this machine has for a study; changes nothing.</summary>
internal static class Doctor
{
    private const double BusyPerCore = 0.5;
    private const double DiskNeededGib = 2;

    public static async Task<IReadOnlyList<DoctorFinding>> LookAsync(string results, CancellationToken ct) =>
        [Machine(), await EngineAsync(ct), Cache(), Disk(results), await GuardAsync(ct), Quiet(), Permission()];

    private static DoctorFinding Machine()
    {
        var host = HostProfileReader.Read();
        return new("machine", "ok", $"{host.Processor}, {host.Cores} cores, {host.MemoryBytes / (double)(1L << 30):0.0} GiB, {host.OperatingSystem}");
    }

    private static async Task<DoctorFinding> EngineAsync(CancellationToken ct)
    {
        try
        {
            return new EngineInstaller(HostSystem.Current).FindInstalled() is { } tools
                ? await IsLlamaServerAsync(tools.LlamaServer, ct) is false
                ? new("llama-server", "missing", $"{tools.LlamaServer} is a program, but no llama-server: its --help does not name --ctx-size", "Correct AUTOTUNE_LLAMA_SERVER, or PATH.")
                : new("llama-server", "ok", $"{tools.LlamaServer} ({tools.Origin}){(tools.LlamaQuantize is null ? "; without llama-quantize" : "")}")
                : new("llama-server", "note", "not installed", "Nothing to do on Debian and its relatives: the first study fetches it into the cache. Elsewhere set AUTOTUNE_LLAMA_SERVER to its path.");
        }
        catch (EngineNotInstalledException wrong)
        {
            return new("llama-server", "missing", wrong.Message, "Correct AUTOTUNE_LLAMA_SERVER.");
        }
    }

    private static async Task<bool> IsLlamaServerAsync(string program, CancellationToken ct) =>
        await EngineHelp.ReadAsync(program, ["--help"], ct) is { } help && help.Contains("--ctx-size", StringComparison.Ordinal);

    private static DoctorFinding Cache()
    {
        var cache = HostSystem.Current.CacheFolder;
        return WhyUnwritable(cache) is { } why
            ? new("cache", "missing", why, "Name another folder with AUTOTUNE_CACHE: engines and models are kept there.")
            : new("cache", "ok", $"{cache}{(Directory.Exists(cache) ? "" : " (not there yet)")}");
    }

    /// <summary>Tried in the nearest folder that is there already; nothing stays.</summary>
    private static string? WhyUnwritable(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
        {
            if (File.Exists(existing))
                return $"{existing} is a file, not a folder";
            existing = Path.GetDirectoryName(existing)!;
        }
        try
        {
            var probe = Path.Combine(existing, $".autotune-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return $"{existing} cannot be written to: {problem.Message}";
        }
    }

    private static DoctorFinding Disk(string results)
    {
        var folder = Path.GetFullPath(results);
        if (WhyUnwritable(folder) is { } why)
            return new("results", "missing", why, "Name another folder with --results.");
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        var free = new DriveInfo(folder).AvailableFreeSpace / (double)(1L << 30);
        return free >= DiskNeededGib
            ? new("disk", "ok", $"{free:0.0} GiB free at {folder}")
            : new("disk", "missing", $"{free:0.0} GiB free at {folder}", $"Free {DiskNeededGib:0} GiB, or name another folder with --results.");
    }

    private static async Task<DoctorFinding> GuardAsync(CancellationToken ct)
    {
        try
        {
            using var guard = new GuardClient();
            guard.Start();
            await guard.WaitUntilReadyAsync(ct);
            return new("guard", "ok", "engines end when AutoTune ends, however it ends");
        }
        catch (Exception problem) when (problem is LaunchException or System.ComponentModel.Win32Exception)
        {
            return new("guard", "missing", problem.Message, "Build again: the guard's program lies beside autotune.");
        }
    }

    private static DoctorFinding Quiet()
    {
        if (HostProfileReader.LoadAverage() is not { } load)
            return new("load", "note", "this system has no load average");
        return load <= Environment.ProcessorCount * BusyPerCore
            ? new("load", "ok", $"{load:0.00} over the last minute")
            : new("load", "note", $"{load:0.00} over the last minute on {Environment.ProcessorCount} cores", "Something else is running: what it takes is measured too. Stop it, or expect wide intervals.");
    }

    private static DoctorFinding Permission() => Environment.IsPrivilegedProcess
        ? new("priority", "ok", "the load client may raise its priority")
        : new("priority", "note", "the load client cannot raise its priority", "Run as root, or grant CAP_SYS_NICE: with engine and client on the same cores, sends may be late and probes invalid.");
}
