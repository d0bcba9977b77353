namespace AutoTune.Hardware;

/// <summary>How GPUs of a machine are linked, as their maker's tool tells it.</summary>
public sealed class GpuLinks
{
    /// <summary>Slowest first: across processors, within one, one host bridge, several switches, one switch.</summary>
    private static readonly string[] Paths = ["SYS", "NODE", "PHB", "PXB", "PIX"];

    private const string Bonded = "NV";

    private readonly Dictionary<(int, int), int> _ranks;

    private GpuLinks(Dictionary<(int, int), int> ranks) => _ranks = ranks;

    public static GpuLinks Unknown { get; } = new([]);

    /// <param name="matrix">Of <c>nvidia-smi topo -m</c>; rows and columns of other devices (network cards) are passed over, and escape sequences of a terminal, too.</param>
    public static GpuLinks Parse(string matrix)
    {
        var ranks = new Dictionary<(int, int), int>();
        var columns = new List<int?>();
        foreach (var line in matrix.Split('\n').Select(Plain))
        {
            var cells = line.Split('\t', StringSplitOptions.TrimEntries);
            if (columns.Count == 0 && cells.Any(cell => Index(cell) is not null) && Index(cells[0]) is null)
                columns = [.. cells.Skip(1).Select(Index)];
            else if (Index(cells[0]) is { } row)
                foreach (var (column, cell) in columns.Zip(cells.Skip(1)))
                    if (column is { } other && other != row && Rank(cell) is { } rank)
                        ranks[(row, other)] = rank;
        }
        return new(ranks);
    }

    /// <param name="costs">Of each pair; the higher the slower, and only their order counts.</param>
    public static GpuLinks Ranked<TCost>(IReadOnlyDictionary<(int One, int Other), TCost> costs)
        where TCost : IComparable<TCost>
    {
        var slowestFirst = costs.Values.Distinct().OrderDescending().ToList();
        return new(costs.ToDictionary(link => link.Key, link => slowestFirst.IndexOf(link.Value) + 1));
    }

    /// <summary>The higher the faster; 0 where nothing is known.</summary>
    public int Between(int one, int other) => _ranks.GetValueOrDefault((one, other), _ranks.GetValueOrDefault((other, one)));

    private static int? Rank(string cell)
    {
        if (cell.StartsWith(Bonded, StringComparison.Ordinal) && int.TryParse(cell[Bonded.Length..], out var links))
            return Paths.Length + links;
        var path = Array.IndexOf(Paths, cell);
        return path < 0 ? null : path + 1;
    }

    private static int? Index(string cell) => cell.StartsWith("GPU", StringComparison.Ordinal) && int.TryParse(cell[3..], out var index) ? index : null;

    /// <summary>The header is underlined on a terminal, and stays so in what people copy.</summary>
    private static string Plain(string line) => line.Replace("\u001b[4m", "", StringComparison.Ordinal).Replace("\u001b[0m", "", StringComparison.Ordinal);
}
