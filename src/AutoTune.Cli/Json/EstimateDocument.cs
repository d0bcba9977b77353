using AutoTune.Cli.Display;
using AutoTune.Engines;
using AutoTune.Preflight;
using AutoTune.Studies;

namespace AutoTune.Cli.Json;

/// <summary>What <c>estimate --json</c> prints.</summary>
internal sealed record EstimateDocument
{
    public required string Study { get; init; }

    public required string Model { get; init; }

    public required string Hardware { get; init; }

    public required string Slo { get; init; }

    /// <summary>Seconds that the estimate took.</summary>
    public required double Seconds { get; init; }

    public required IReadOnlyList<EngineEstimateDocument> Engines { get; init; }

    /// <summary>Best first.</summary>
    public required IReadOnlyList<ConfigEstimateDocument> Ranked { get; init; }

    public string? WhyNotRanked { get; init; }

    public static EstimateDocument Of(CheckedStudy ready, SpaceEstimate estimate, TimeSpan took)
    {
        var served = (EvaluationMode.Served)ready.Study.Evaluation;
        var lines = new StudyLines(ready.Plan.Space, ready.Plan.Finals.Objective);
        return new()
        {
            Study = ready.Study.Name,
            Model = served.Model.ToString()!,
            Hardware = served.Gpus == 0 ? "the processor" : $"{served.Gpus} x {served.Gpu ?? "an unknown GPU"}",
            Slo = served.Slo.ToString()!,
            Seconds = Math.Round(took.TotalSeconds, 2),
            Engines = [.. estimate.Engines.Select(engine => new EngineEstimateDocument(engine.Engine, Math.Round(engine.Share, 4), engine.Drawn, [.. engine.Exclusions.Select(exclusion => new ExclusionDocument(exclusion.Reason, Math.Round((double)exclusion.Count / engine.Drawn, 4)))]))],
            Ranked = [.. estimate.Ranked.Select(config => ConfigEstimateDocument.Of(config, lines.Settings(config.Config)))],
            WhyNotRanked = estimate.WhyNotRanked,
        };
    }
}

/// <param name="FeasibleShare">Of configurations drawn uniformly, 0 to 1.</param>
internal sealed record EngineEstimateDocument(string Engine, double FeasibleShare, int Drawn, IReadOnlyList<ExclusionDocument> Exclusions);

internal sealed record ExclusionDocument(string Reason, double Share);

/// <param name="Low">Requests/s: 95 % of what the model's own stated error leaves possible.</param>
internal sealed record ConfigEstimateDocument(
    string Engine, string Settings, IReadOnlyDictionary<string, string> Config, int Gpus, double Capacity, double Low, double High, double CapacityPerGpu, double TtftMs, double TpotMs, double TpotAtCapacityMs, double RunningRequests,
    string Bound, double Feasibility, MemoryDocument? MemoryGib)
{
    private const double NormalQuantile = 1.96;

    public static ConfigEstimateDocument Of(EstimatedConfig estimated, string settings)
    {
        var prediction = estimated.Prediction;
        var factor = Math.Exp(NormalQuantile * prediction.LogError);
        return new(
            estimated.Config.Engine,
            settings,
            estimated.Config.Values.ToDictionary(value => value.Key, value => value.Value.ToString()),
            estimated.Gpus,
            Rounded(prediction.Capacity),
            Rounded(prediction.Capacity / factor),
            Rounded(prediction.Capacity * factor),
            Rounded(prediction.Capacity / estimated.Gpus),
            Rounded(prediction.Ttft * 1000),
            Rounded(prediction.Tpot * 1000),
            Rounded(prediction.TpotAtCapacity * 1000),
            Math.Round(prediction.RunningRequests),
            prediction.Bound,
            Math.Round(estimated.Feasibility, 3),
            estimated.Sheet is { } sheet ? MemoryDocument.Of(sheet) : null);
    }

    private static double Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 3) : 0;
}

/// <summary>GiB of one GPU; the cache's tokens are one server's.</summary>
internal sealed record MemoryDocument(double Total, double Weights, double Activations, double Runtime, double Graphs, double KvCache, double Needed, double Error, long KvTokens)
{
    public static MemoryDocument Of(MemorySheet sheet) => new(
        Math.Round(sheet.Total, 2), Math.Round(sheet.Weights, 2), Math.Round(sheet.Activations, 2), Math.Round(sheet.Runtime, 2), Math.Round(sheet.Graphs, 2), Math.Round(sheet.KvCache, 2), Math.Round(sheet.Needed, 2), sheet.Error, sheet.KvTokens);
}
