using System.Globalization;

namespace AutoTune.Hardware;

/// <summary>GPUs of this machine, as NVIDIA's own tool tells them. MIG is left as it is: a card that is split counts as taken.</summary>
public static class NvidiaSmi
{
    private const string Program = "nvidia-smi";
    private const string Form = "--format=csv,noheader,nounits";
    private const long Mebi = 1L << 20;

    /// <returns>Empty where there is no such tool, or no card.</returns>
    public static async Task<IReadOnlyList<GpuDevice>> DevicesAsync(CancellationToken ct) =>
        await RunAsync(["--query-gpu=index,uuid,memory.total,driver_version,mig.mode.current,name", Form], ct) is { } text ? Devices(text) : [];

    public static async Task<GpuLinks> LinksAsync(CancellationToken ct) => await RunAsync(["topo", "-m"], ct) is { } text ? GpuLinks.Parse(text) : GpuLinks.Unknown;

    /// <summary>Processes that compute on a card, whoever's they are.</summary>
    public static async Task<IReadOnlyList<GpuProcess>> ProcessesAsync(CancellationToken ct) =>
        await RunAsync(["--query-compute-apps=gpu_uuid,pid,process_name", Form], ct) is { } text ? Processes(text) : [];

    /// <returns>UUID → bytes in use, whoever's they are.</returns>
    public static async Task<IReadOnlyDictionary<string, long>> MemoryUsedAsync(CancellationToken ct) =>
        await RunAsync(["--query-gpu=uuid,memory.used", Form], ct) is { } text ? MemoryUsed(text) : new Dictionary<string, long>();

    /// <summary>How the cards fare; the reasons for a lower clock had another name up to driver 530.</summary>
    public static async Task<IReadOnlyList<GpuCondition>> ConditionsAsync(CancellationToken ct)
    {
        const string Query = "--query-gpu=index,clocks.sm,power.draw,temperature.gpu,";
        return (await RunAsync([Query + "clocks_event_reasons.active", Form], ct) ?? await RunAsync([Query + "clocks_throttle_reasons.active", Form], ct)) is { } text ? Conditions(text) : [];
    }

    /// <param name="csv">A line each: index, MHz, W, °C, reasons as a hexadecimal mask; what a card does not have is in brackets.</param>
    internal static IReadOnlyList<GpuCondition> Conditions(string csv) =>
    [
        .. from line in csv.Split('\n')
           let cells = line.Split(',', 5, StringSplitOptions.TrimEntries)
           where cells.Length == 5 && int.TryParse(cells[0], CultureInfo.InvariantCulture, out _)
           select new GpuCondition(int.Parse(cells[0], CultureInfo.InvariantCulture))
           {
               ClockMhz = Number(cells[1]),
               PowerWatts = Number(cells[2]),
               Celsius = Number(cells[3]),
               Slowdown = SlowdownOf(cells[4]),
           },
    ];

    private static double? Number(string cell) => double.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Bits as NVML defines them; idle cards, application clocks and the like are no slowdown.</summary>
    private static GpuSlowdown SlowdownOf(string mask)
    {
        const ulong PowerCap = 0x4, SoftHeat = 0x20, HardHeat = 0x40, Brake = 0x80;
        if (!mask.StartsWith("0x", StringComparison.OrdinalIgnoreCase) || !ulong.TryParse(mask.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits))
            return GpuSlowdown.None;
        return ((bits & PowerCap) != 0 ? GpuSlowdown.PowerLimit : GpuSlowdown.None)
            | ((bits & (SoftHeat | HardHeat)) != 0 ? GpuSlowdown.Heat : GpuSlowdown.None)
            | ((bits & Brake) != 0 ? GpuSlowdown.PowerBrake : GpuSlowdown.None);
    }

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

    private static Task<string?> RunAsync(string[] arguments, CancellationToken ct) => HardwareTool.RunAsync(Program, arguments, ct);
}

/// <param name="Device">UUID of the card.</param>
/// <param name="Name">Of the program, as the driver tells it.</param>
public sealed record GpuProcess(string Device, int ProcessId, string Name);
