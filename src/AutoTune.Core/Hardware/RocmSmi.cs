using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoTune.Hardware;

/// <summary>GPUs of this machine, as AMD's own tool tells them. Partitions are left as they are: a card that is split counts as taken.</summary>
/// <remarks>The tool counts cards in its own order, and HIP may count them in another: a process is given a card by its UUID, in <c>ROCR_VISIBLE_DEVICES</c>.</remarks>
public static partial class RocmSmi
{
    private const string Program = "rocm-smi";
    private const string Total = "VRAM Total Memory (B)";
    private const string Used = "VRAM Total Used Memory (B)";
    private const string Unsplit = "SPX";
    private const string Fabric = "XGMI";
    private const string Nameless = "unknown";

    private static readonly string[] Identity = ["--showuniqueid", "--showbus"];
    private static readonly string[] Memory = [.. Identity, "--showmeminfo", "vram", "--json"];
    private static readonly string[] Product = [.. Memory, "--showproductname", "--showdriverversion"];

    /// <returns>Empty where there is no such tool, or no card.</returns>
    /// <remarks>A version that does not know partitions refuses to be asked for them, and is asked again without.</remarks>
    public static async Task<IReadOnlyList<GpuDevice>> DevicesAsync(CancellationToken ct) =>
        (await RunAsync([.. Product, "--showcomputepartition"], ct) ?? await RunAsync(Product, ct)) is { } json ? Devices(json) : [];

    public static async Task<GpuLinks> LinksAsync(CancellationToken ct) => await RunAsync(["--showtopo"], ct) is { } text ? Links(text) : GpuLinks.Unknown;

    /// <summary>Processes that compute on a card, whoever's they are.</summary>
    public static async Task<IReadOnlyList<GpuProcess>> ProcessesAsync(CancellationToken ct) =>
        await RunAsync([.. Identity, "--showpids", "--showpidgpus"], ct) is { } text ? Processes(text) : [];

    /// <returns>UUID → bytes in use, whoever's they are.</returns>
    public static async Task<IReadOnlyDictionary<string, long>> MemoryUsedAsync(CancellationToken ct) =>
        await RunAsync(Memory, ct) is { } json ? MemoryUsed(json) : new Dictionary<string, long>();

    /// <returns>With 0 bytes where a card does not say how many it has.</returns>
    internal static IReadOnlyList<GpuDevice> Devices(string json)
    {
        var report = RocmReport.OfJson(json);
        return
        [
            .. report.Cards.Select(card => new GpuDevice(card.Index, card.Uuid, card["Card Series"] ?? card["Device Name"] ?? Nameless, card.Bytes(Total) ?? 0)
            {
                Maker = GpuMaker.Amd,
                Driver = report.Driver,
                IsSplit = card["Compute Partition"] is { } mode && mode != Unsplit,
            }),
        ];
    }

    /// <summary>XGMI before the bus, and by weight within each. Hops tell nothing more: they are 1 for all that goes through XGMI, however far.</summary>
    /// <param name="text">As for people, three tables one below the other.</param>
    internal static GpuLinks Links(string text)
    {
        var types = Table(text, "Link Type between two GPUs");
        return GpuLinks.Ranked(
            (from weight in Table(text, "Weight between two GPUs")
             where weight.Key.One != weight.Key.Other && int.TryParse(weight.Value, CultureInfo.InvariantCulture, out _)
             select (Pair: weight.Key, Cost: (types.GetValueOrDefault(weight.Key) != Fabric, int.Parse(weight.Value, CultureInfo.InvariantCulture))))
            .ToDictionary(link => link.Pair, link => link.Cost));
    }

    /// <param name="text">As for people: the tool's JSON does not say on which cards a process is. One that only has the driver open is on none.</param>
    internal static IReadOnlyList<GpuProcess> Processes(string text)
    {
        var names = ProcessRow().Matches(text)
            .DistinctBy(row => row.Groups["process"].Value)
            .ToDictionary(row => int.Parse(row.Groups["process"].Value, CultureInfo.InvariantCulture), row => row.Groups["name"].Value.Trim());
        return
        [
            .. from use in Uses(text)
               join card in RocmReport.CardsIn(text) on use.Card equals card.Index
               select new GpuProcess(card.Uuid, use.ProcessId, names.GetValueOrDefault(use.ProcessId, Nameless)),
        ];
    }

    /// <summary>Numbers of the cards that each process computes on, on one line or on several.</summary>
    internal static IEnumerable<(int ProcessId, int Card)> Uses(string text) =>
        from use in ProcessCards().Matches(text)
        from card in use.Groups["cards"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        select (int.Parse(use.Groups["process"].Value, CultureInfo.InvariantCulture), int.Parse(card, CultureInfo.InvariantCulture));

    internal static IReadOnlyDictionary<string, long> MemoryUsed(string json) =>
        RocmReport.OfJson(json).Cards
            .Where(card => card.Bytes(Used) is not null)
            .DistinctBy(card => card.Uuid)
            .ToDictionary(card => card.Uuid, card => card.Bytes(Used)!.Value);

    private static Dictionary<(int One, int Other), string> Table(string text, string title)
    {
        var cells = new Dictionary<(int One, int Other), string>();
        int[] columns = [];
        foreach (var line in text.Split('\n').SkipWhile(line => !line.Contains(title, StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith('=')))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            int[] gpus = [.. words.Select(Gpu).OfType<int>()];
            if (gpus.Length > 0 && gpus.Length == words.Length)
                columns = gpus;
            else if (gpus is [var row])
                foreach (var (column, cell) in columns.Zip(words.Skip(1)))
                    cells[(row, column)] = cell;
        }
        return cells;
    }

    private static int? Gpu(string word) =>
        word.StartsWith("GPU", StringComparison.Ordinal) && int.TryParse(word[3..], CultureInfo.InvariantCulture, out var index) ? index : null;

    private static Task<string?> RunAsync(string[] arguments, CancellationToken ct) => HardwareTool.RunAsync(Program, arguments, ct);

    [GeneratedRegex(@"^(?<process>[0-9]{1,9}) *\t(?<name>[^\t\n]*)\t", RegexOptions.Multiline)]
    private static partial Regex ProcessRow();

    [GeneratedRegex(@"^PID (?<process>[0-9]{1,9}) is using [0-9]+ DRM device\(s\):\n(?<cards>[0-9 \n]+)", RegexOptions.Multiline)]
    private static partial Regex ProcessCards();
}
