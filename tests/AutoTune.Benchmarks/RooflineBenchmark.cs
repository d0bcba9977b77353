using System.Globalization;
using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;
using CsvHelper;
using MathNet.Numerics.Statistics;

namespace AutoTune.Benchmarks;

/// <summary>The roofline against recorded throughputs of others: the order within each slice, and times of a token.</summary>
internal static class RooflineBenchmark
{
    private static readonly Dictionary<string, string> Models = new()
    {
        ["meta-llama/Llama-2-7b-hf"] = "meta-llama/Llama-2-7b-hf",
        ["meta-llama/Llama-2-70b-hf"] = "meta-llama/Llama-2-70b-hf",
        ["meta-llama/Meta-Llama-3-8B"] = "meta-llama/Llama-3.1-8B",
        ["meta-llama/Meta-Llama-3-70B"] = "meta-llama/Llama-3.1-70B",
        ["Qwen/Qwen2-7B"] = "Qwen/Qwen2.5-7B",
        ["Qwen/Qwen2-72B"] = "Qwen/Qwen2.5-72B",
        ["mistralai/Mistral-7B-v0.1"] = "mistralai/Mistral-7B-v0.3",
        ["mistralai/Mixtral-8x7B-v0.1"] = "mistralai/Mixtral-8x7B-v0.1",
        ["Qwen/Qwen3-235B-A22B-FP8"] = "Qwen/Qwen3-235B-A22B",
    };

    private static readonly Dictionary<string, string> Gpus = new()
    {
        ["h100"] = "h100-sxm",
        ["h200"] = "h200-sxm",
        ["b200"] = "b200",
        ["b300"] = "b300",
        ["Nvidia A100 GPU"] = "a100-40-sxm",
        ["Nvidia H100 GPU"] = "h100-sxm",
        ["AMD MI300X GPU"] = "mi300x",
        ["Habana Gaudi2"] = "gaudi2",
    };

    private static readonly Dictionary<string, string> Engines = new() { ["vllm"] = "vllm", ["vLLM"] = "vllm", ["sglang"] = "sglang", ["trtllm"] = "tensorrt-llm", ["TensorRT-LLM"] = "tensorrt-llm", ["llama.cpp"] = "llama-cpp" };

    public static int Run(string shared)
    {
        Slices(Path.Combine(shared, "search", "tabular_benchmark.csv"));
        Tokens(Path.Combine(shared, "measured", "measured_anl_llm_inference_bench.csv"));
        return 0;
    }

    private static void Slices(string file)
    {
        Console.WriteLine("| slice | rows | Spearman | median of predicted ÷ measured |");
        Console.WriteLine("|---|---|---|---|");
        var correlations = new List<double>();
        foreach (var slice in Rows(file).Where(row => row["spec_decoding"] is "none" or "mtp").GroupBy(row => row["slice_id"]).OrderBy(group => int.Parse(group.Key, CultureInfo.InvariantCulture)))
        {
            var pairs = slice.Select(row => (Predicted: Throughput(row), Measured: Number(row, "out_tput_per_gpu_est"))).Where(pair => pair.Predicted is not null).ToArray();
            if (pairs.Length < 8)
                continue;
            var rank = Correlation.Spearman(pairs.Select(pair => pair.Predicted!.Value), pairs.Select(pair => pair.Measured));
            correlations.Add(rank);
            var first = slice.First();
            Console.WriteLine($"| {first["model"]}, {first["gpu"]}, {first["isl"]}/{first["osl"]} | {pairs.Length} | {rank:0.00} | {pairs.Select(pair => pair.Predicted!.Value / pair.Measured).Median():0.00} |");
        }
        Console.WriteLine($"median Spearman of {correlations.Count} slices: {correlations.Median():0.00}; lowest {correlations.Min():0.00}");
        AtEqualLoad(file);
    }

    /// <summary>Load moves throughput more than any setting: among configurations under one load alone, which is what a search asks.</summary>
    private static void AtEqualLoad(string file)
    {
        var groups = Rows(file).Where(row => row["spec_decoding"] is "none" or "mtp").GroupBy(row => (row["slice_id"], row["concurrency"]))
            .Select(group => group.Select(row => (Predicted: Throughput(row), Measured: Number(row, "out_tput_per_gpu_est"))).Where(pair => pair.Predicted is not null).ToArray())
            .Where(pairs => pairs.Length >= 4).ToArray();
        var ranks = groups.Select(pairs => Correlation.Spearman(pairs.Select(pair => pair.Predicted!.Value), pairs.Select(pair => pair.Measured))).ToArray();
        var firsts = groups.Select(pairs => pairs.MaxBy(pair => pair.Predicted).Measured / pairs.Max(pair => pair.Measured)).ToArray();
        Console.WriteLine($"at one load, {groups.Length} groups of {groups.Min(pairs => pairs.Length)} to {groups.Max(pairs => pairs.Length)} configurations: median Spearman {ranks.Median():0.00}, lower quartile {ranks.LowerQuartile():0.00}; the one ranked first has {firsts.Median() * 100:0} % of the best one's throughput (median; lower quartile {firsts.LowerQuartile() * 100:0} %)");
    }

    private static double? Throughput(IReadOnlyDictionary<string, string> row)
    {
        var (tensor, attention) = ((int)Number(row, "tp"), row["dp_attn"] is "1" or "True");
        var shape = new ServingShape
        {
            TensorParallel = tensor,
            DataParallel = attention ? tensor : 1,
            DataParallelAttention = attention,
            WholeExperts = Number(row, "ep") > 1,
            Weights = row["precision"],
            Speculation = row["spec_decoding"] == "mtp" ? "mtp" : null,
            DraftTokens = row["spec_decoding"] == "mtp" ? 2 : 0,
            StepTokens = 8192,
        };
        return Of(row["model"], row["gpu"], row["framework"], shape) is { } roofline
            ? RooflineModel.ClosedLoop(roofline, shape, Number(row, "isl"), Number(row, "osl"), Number(row, "concurrency")).Throughput / Number(row, "n_gpus")
            : null;
    }

    /// <summary>A batch that starts and ends together: its prompts, then its tokens.</summary>
    private static void Tokens(string file)
    {
        Console.WriteLine("| GPU, engine | rows | median error of a token's time | median of predicted ÷ measured |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var group in Rows(file).Where(row => row["parallelism"] == "TP" && row["weight_kv_dtype"].Length == 0 && row["spec_model"].Length == 0).GroupBy(row => (Gpu: row["hardware"], Engine: row["framework"])).OrderBy(group => group.Key.Gpu).ThenBy(group => group.Key.Engine))
        {
            var ratios = group.Select(Ratio).OfType<double>().ToArray();
            if (ratios.Length >= 20)
                Console.WriteLine($"| {group.Key.Gpu}, {group.Key.Engine} | {ratios.Length} | {ratios.Select(ratio => Math.Abs(ratio - 1)).Median() * 100:0} % | {ratios.Median():0.00} |");
        }
    }

    private static double? Ratio(IReadOnlyDictionary<string, string> row)
    {
        var shape = new ServingShape { TensorParallel = (int)Number(row, "n_gpus"), Weights = "bf16", StepTokens = 8192 };
        var (input, output, batch, latency) = (Number(row, "isl"), Number(row, "osl"), Number(row, "batch_size"), Number(row, "batch_latency_s"));
        if (!(latency > 0) || output < 32 || Of(row["model"], row["hardware"], row["framework"], shape) is not { } roofline)
            return null;
        return (roofline.Prefill(input * batch) + output * roofline.DecodeStep(batch, input + output / 2)) / latency;
    }

    private static Roofline? Of(string model, string gpu, string engine, ServingShape shape)
    {
        if (!Gpus.TryGetValue(gpu, out var id) || !Engines.TryGetValue(engine, out var name) || ModelCatalogue.Find(Models.GetValueOrDefault(model, model)) is not { } dimensions)
            return null;
        return Roofline.Of(dimensions, GpuCatalogue.Find(id)!, SpeedOf(name), shape);
    }

    private static EngineSpeed SpeedOf(string name)
    {
        if (!EngineCatalog.Names.Contains(name))
            return EngineSpeed.Usual;
        var diagnostics = new Diagnostics();
        var file = MappingReader.Open(YamlReader.Read(EngineCatalog.Text(name), name, diagnostics)!, diagnostics, "the engine");
        return EngineSpeed.Read(file);
    }

    private static double Number(IReadOnlyDictionary<string, string> row, string column) => double.TryParse(row[column], CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static List<Dictionary<string, string>> Rows(string file)
    {
        using var reader = new StreamReader(file);
        using var csv = new CsvReader(reader, CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
            rows.Add(csv.HeaderRecord!.ToDictionary(column => column, column => csv.GetField(column) ?? ""));
        return rows;
    }
}
