using AutoTune.LanguageModels;
using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>The static memory model: an engine's own formulas over the model's sizes. Nothing is launched.</summary>
/// <param name="totalGib">Of one GPU, as programs see it; of the machine where the study has none.</param>
public sealed class MemoryModel(EngineDefinition engine, ModelDimensions model, double totalGib)
{
    private const double Gib = 1L << 30;

    /// <param name="correctionGib">Logged minus predicted cache of earlier starts.</param>
    /// <param name="errorGib">In place of the engine's stated one, once starts were seen.</param>
    /// <returns>Null where the engine's file has no formulas, or something that they mention is not known.</returns>
    public MemorySheet? SheetOf(ServingConfig config, double correctionGib = 0, double? errorGib = null)
    {
        if (engine.Memory is not { } formulas)
            return null;
        var shape = ServingShape.Of(engine, config);
        if ((shape.Weights ?? model.Precision) is not { } precision || WeightBytes.OnEachGpu(model, precision, shape.Sharing) is not { } weights)
            return null;
        var known = new Dictionary<string, double> { ["memory.total"] = totalGib, ["memory.weights"] = weights / Gib };
        foreach (var (name, formula) in new[] { ("memory.activations", formulas.Activations), ("memory.runtime", formulas.Runtime), ("memory.graphs", formulas.Graphs) })
            known[name] = formula is null ? 0 : Value(formula, config, known) ?? double.NaN;
        if (known.Values.Any(double.IsNaN) || Value(formulas.KvCache, config, known) is not { } cache)
            return null;
        cache += correctionGib;
        var bytes = KvCache.ElementsOnEachGpu(model, shape.Sharing) * KvCache.BytesPerNumber(shape.Kv);
        var needed = (formulas.Tokens is null ? OneRequest(shape) : Value(formulas.Tokens, config, known) * bytes) ?? 0;
        return new()
        {
            Total = totalGib,
            Weights = known["memory.weights"],
            Activations = known["memory.activations"],
            Runtime = known["memory.runtime"],
            Graphs = known["memory.graphs"],
            KvCache = cache,
            BytesPerToken = bytes,
            KvTokens = (long)(Math.Max(0, cache) * Gib / bytes / formulas.Block) * formulas.Block * shape.DataParallel,
            Needed = needed / Gib,
            Error = errorGib ?? formulas.ErrorGib,
        };
    }

    /// <summary>Windowed layers forget what is behind their window.</summary>
    private double? OneRequest(ServingShape shape)
    {
        if (!engine.Branch.Facts.TryGetValue(SpaceFacts.MaxContext, out var context))
            return null;
        var share = KvCache.ElementsOnEachGpu(model, shape.Sharing) / KvCache.ElementsPerToken(model);
        return KvCache.ElementsOf(model, (int)context.Number) * share * KvCache.BytesPerNumber(shape.Kv);
    }

    private double? Value(Expression formula, ServingConfig config, Dictionary<string, double> known) =>
        formula.Evaluate(name => known.TryGetValue(name, out var value) ? ParameterValue.Of(value) : engine.Branch.ValueOf(name, config.Values))?.Number;
}
