using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace AutoTune.Hardware;

/// <summary>GPUs of this machine, as NVIDIA's own tool tells them. MIG is left as it is: a card that is split counts as taken.</summary>
public static class NvidiaSmi
{
    private const string Program = "nvidia-smi";
    private const long Mebi = 1L << 20;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    /// <returns>Empty where there is no such tool, or no card.</returns>
    public static async Task<IReadOnlyList<GpuDevice>> DevicesAsync(CancellationToken ct) =>
        await RunAsync(["--query-gpu=index,uuid,memory.total,driver_version,mig.mode.current,name", "--format=csv,noheader,nounits"], ct) is { } text ? Devices(text) : [];

    public static async Task<GpuLinks> LinksAsync(CancellationToken ct) => await RunAsync(["topo", "-m"], ct) is { } text ? GpuLinks.Parse(text) : GpuLinks.Unknown;

    /// <summary>Processes that compute on a card, whoever's they are.</summary>
    public static async Task<IReadOnlyList<GpuProcess>> ProcessesAsync(CancellationToken ct) =>
        await RunAsync(["--query-compute-apps=gpu_uuid,pid,process_name", "--format=csv,noheader,nounits"], ct) is { } text ? Processes(text) : [];

    /// <returns>UUID → bytes in use, whoever's they are.</returns>
    public static async Task<IReadOnlyDictionary<string, long>> MemoryUsedAsync(CancellationToken ct) =>
        await RunAsync(["--query-gpu=uuid,memory.used", "--format=csv,noheader,nounits"], ct) is { } text ? MemoryUsed(text) : new Dictionary<string, long>();

    /// <param name="csv">A line each: index, UUID, MiB, driver, MIG mode, name (last: it may hold commas).</param>
    internal static IReadOnlyList<GpuDevice> Devices(string csv) =>
    [
        .. from line in csv.Split('\n')
           let cells = line.Split(',', 6, StringSplitOptions.TrimEntries)
           where cells.Length == 6 && int.TryParse(cells[0], CultureInfo.InvariantCulture, out _) && long.TryParse(cells[2], CultureInfo.InvariantCulture, out _)
           select new GpuDevice(int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1], cells[5], long.Parse(cells[2], CultureInfo.InvariantCulture) * Mebi)
           {
               Driver = cells[3],
               IsSplit = cells[4] == "Enabled",
           },
    ];

    internal static IReadOnlyList<GpuProcess> Processes(string csv) =>
    [
        .. from line in csv.Split('\n')
           let cells = line.Split(',', 3, StringSplitOptions.TrimEntries)
           where cells.Length == 3 && int.TryParse(cells[1], CultureInfo.InvariantCulture, out _)
           select new GpuProcess(cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture), cells[2]),
    ];

    internal static IReadOnlyDictionary<string, long> MemoryUsed(string csv) =>
        (from line in csv.Split('\n')
         let cells = line.Split(',', 2, StringSplitOptions.TrimEntries)
         where cells.Length == 2 && long.TryParse(cells[1], CultureInfo.InvariantCulture, out _)
         select (Uuid: cells[0], Bytes: long.Parse(cells[1], CultureInfo.InvariantCulture) * Mebi)).ToDictionary(row => row.Uuid, row => row.Bytes);

    private static async Task<string?> RunAsync(string[] arguments, CancellationToken ct)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(Bound);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = await process.StandardOutput.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode == 0 ? output : null;
        }
        catch (Exception missing) when (missing is Win32Exception || (missing is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }
}

/// <param name="Device">UUID of the card.</param>
/// <param name="Name">Of the program, as the driver tells it.</param>
public sealed record GpuProcess(string Device, int ProcessId, string Name);
