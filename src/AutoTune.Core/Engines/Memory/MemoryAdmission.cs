using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>Refuses what cannot fit into a GPU's memory, beyond the memory model's own error; what is within it may be tried, with its probability.</summary>
/// <param name="rules">Asked first.</param>
/// <param name="models">By engine; an engine without one is not held against anything.</param>
/// <param name="corrections">By engine, where starts were seen.</param>
public sealed class MemoryAdmission(IAdmission rules, IReadOnlyDictionary<string, MemoryModel> models, IReadOnlyDictionary<string, MemoryCorrection>? corrections = null) : IAdmission
{
    /// <summary>Less likely to start than this is never launched: two standard deviations short.</summary>
    private const double LeastFeasibility = 0.023;

    /// <summary>The same after engines logged what they really gave their caches.</summary>
    /// <param name="starts">Configuration and tokens of each logged cache.</param>
    public MemoryAdmission After(IEnumerable<(ServingConfig Config, long KvTokens)> starts) => new(
        rules,
        models,
        starts.GroupBy(start => start.Config.Engine, StringComparer.Ordinal)
            .Where(group => models.ContainsKey(group.Key))
            .Select(group => (group.Key, Correction: MemoryCorrection.Of(models[group.Key], group)))
            .Where(entry => entry.Correction is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Correction!, StringComparer.Ordinal));

    public Admission Admit(ServingConfig config) => AdmitWithSheet(config).Admission;

    /// <summary>The sheet, too, where it was looked at.</summary>
    public (Admission Admission, MemorySheet? Sheet) AdmitWithSheet(ServingConfig config)
    {
        var admitted = rules.Admit(config);
        if (!admitted.IsAdmitted || SheetOf(config) is not { } sheet)
            return (admitted, null);
        return (sheet.Feasibility < LeastFeasibility ? new(Refusal(sheet), sheet.Feasibility) : new(Refusal: null, sheet.Feasibility), sheet);
    }

    /// <returns>Null where nothing is known of the engine's memory.</returns>
    public MemorySheet? SheetOf(ServingConfig config)
    {
        var correction = corrections?.GetValueOrDefault(config.Engine);
        return models.GetValueOrDefault(config.Engine)?.SheetOf(config, correction?.Gib ?? 0, correction?.ErrorGib);
    }

    private static string Refusal(MemorySheet sheet) => sheet.Weights >= sheet.Total
        ? $"does not fit: the weights alone take {sheet.Weights:0.0} of a GPU's {sheet.Total:0.0} GiB"
        : $"does not fit: of a GPU's {sheet.Total:0.0} GiB weights take {sheet.Weights:0.0}, which leaves {Math.Max(0, sheet.KvCache):0.0} for a cache that needs {sheet.Needed:0.0}";
}
