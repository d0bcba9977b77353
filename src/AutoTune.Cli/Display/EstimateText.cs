using AutoTune.Cli.Json;
using AutoTune.Reports;

namespace AutoTune.Cli.Display;

/// <summary>An estimate for people: what can start, what is worth trying, where the memory goes.</summary>
internal static class EstimateText
{
    private const int ShownReasons = 6;
    private const string Rough =
        "A roofline over published peaks, and a static memory sheet: rough on purpose, good for an order of what to try. Intervals are the model's own stated error. Nothing was launched.";

    public static IReadOnlyList<PageTable> Tables(EstimateDocument estimate) =>
    [
        new("What can start", $"{estimate.Model} on {estimate.Hardware}: configurations drawn uniformly from each engine's whole space.", ["engine", "can start", "what excludes the rest"], [.. estimate.Engines.Select(Feasibility)]),
        new("Worth trying", estimate.WhyNotRanked is { } why ? $"Not ranked: {why}." : $"Under {estimate.Slo}. {Rough}", ["", "engine and settings", "GPUs", "req/s", "95 % of it", "req/s per GPU", "TTFT ms", "TPOT ms", "at capacity", "running", "bound by", "starts"], [.. estimate.Ranked.Select(Ranked)]),
        new("Where the memory goes", "GiB of one GPU. The cache's tokens are one server's.", ["", "engine", "GPU", "weights", "activations", "runtime", "graphs", "cache", "needed", "error", "tokens"], [.. estimate.Ranked.Select(Memory).OfType<string[]>()]),
    ];

    public static void Write(TextWriter output, EstimateDocument estimate)
    {
        foreach (var table in Tables(estimate))
        {
            output.WriteLine(table.Title);
            output.WriteLine($"  {table.Note}");
            var widths = table.Headers.Select((header, column) => table.Rows.Select(row => row[column].Length).Append(header.Length).Max()).ToArray();
            foreach (var row in table.Rows.Count == 0 ? [] : table.Rows.Prepend(table.Headers))
                output.WriteLine("  " + string.Join("  ", row.Select((cell, column) => column == row.Count - 1 ? cell : cell.PadRight(widths[column]))).TrimEnd());
            output.WriteLine();
        }
        output.WriteLine($"{estimate.Seconds:0.0} s");
    }

    private static string[] Feasibility(EngineEstimateDocument engine) =>
    [
        engine.Engine,
        engine.FeasibleShare > 0 ? $"{engine.FeasibleShare * 100:0.##} %" : $"below {100.0 / engine.Drawn:0.##} %",
        string.Join("; ", engine.Exclusions.Take(ShownReasons).Select(exclusion => $"{exclusion.Share * 100:0.#} % {exclusion.Reason}")) + (engine.Exclusions.Count > ShownReasons ? $"; {engine.Exclusions.Count - ShownReasons} more" : ""),
    ];

    private static string[] Ranked(ConfigEstimateDocument config, int index) =>
    [
        $"{index + 1}", config.Settings, $"{config.Gpus}", $"{config.Capacity:0.##}", $"{config.Low:0.##} to {config.High:0.##}", $"{config.CapacityPerGpu:0.##}", $"{config.TtftMs:0}", $"{config.TpotMs:0.#}",
        $"{config.TpotAtCapacityMs:0.#}", $"{config.RunningRequests:0}", config.Bound, $"{config.Feasibility * 100:0} %",
    ];

    private static string[]? Memory(ConfigEstimateDocument config, int index) => config.MemoryGib is not { } memory ? null :
    [
        $"{index + 1}", config.Engine, $"{memory.Total:0.0}", $"{memory.Weights:0.0}", $"{memory.Activations:0.0}", $"{memory.Runtime:0.0}", $"{memory.Graphs:0.0}", $"{memory.KvCache:0.0}", $"{memory.Needed:0.0}", $"±{memory.Error:0.0}", $"{memory.KvTokens}",
    ];
}
