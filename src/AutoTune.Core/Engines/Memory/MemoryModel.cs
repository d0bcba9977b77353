using AutoTune.LanguageModels;
using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>The static memory model: an engine's own formulas over the model's sizes. Nothing is launched.</summary>
/// <param name="totalGib">Of one GPU, as programs see it; of the machine where the study has none.</param>
/// <param name="draft">Of the model that guesses; null where there is none, or its sizes are not known.</param>
public sealed class MemoryModel(EngineDefinition engine, ModelDimensions model, double totalGib, ModelDimensions? draft = null)
{
    private const double Gib = 1L << 30;
    private const string UsualPrecision = "bf16";
    private const string DraftPlaceholder = "{draft_model}";

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
        var guessing = Guessing(shape, config, precision);
        var known = new Dictionary<string, double> { ["memory.total"] = totalGib, ["memory.weights"] = (weights + guessing.Weights) / Gib };
        foreach (var (name, formula) in new[] { ("memory.activations", formulas.Activations), ("memory.runtime", formulas.Runtime), ("memory.graphs", formulas.Graphs) })
            known[name] = formula is null ? 0 : Value(formula, config, known) ?? double.NaN;
        if (known.Values.Any(double.IsNaN) || Value(formulas.KvCache, config, known) is not { } cache)
            return null;
        cache += correctionGib;
        var bytes = (KvCache.ElementsOnEachGpu(model, shape.Sharing) + guessing.CacheElements) * KvCache.BytesPerNumber(shape.Kv);
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

    /// <summary>What guesses tokens has weights and a cache of its own: a second model; or about a layer of the model's kind, for a head that was trained for it and for the model's own layers of that purpose.</summary>
    /// <returns>Bytes, and numbers per token, on each GPU.</returns>
    private (double Weights, double CacheElements) Guessing(ServingShape shape, ServingConfig config, string precision)
    {
        if (shape.Speculation is not { } kind)
            return (0, 0);
        if (draft is not null && NamesDraft(config))
            return (WeightBytes.OnEachGpu(draft, draft.Precision ?? UsualPrecision, shape.Sharing) ?? 0, KvCache.ElementsOnEachGpu(draft, shape.Sharing));
        if (kind is not ("mtp" or "eagle" or "eagle3"))
            return (0, 0);
        var layers = model with { Vocabulary = 0 };
        return ((WeightBytes.OnEachGpu(layers, kind == "mtp" ? precision : UsualPrecision, shape.Sharing) ?? 0) / model.Layers, KvCache.ElementsOnEachGpu(model, shape.Sharing) / model.Layers);
    }

    private bool NamesDraft(ServingConfig config) => engine.Branch.Active(config).OfType<Parameter.Choice>()
        .Select(choice => choice.Option(config[choice.Name].ToString()))
        .Any(option => option.Arguments.Contains(DraftPlaceholder) || option.Keys.Any(key => key.Value.ToString() == DraftPlaceholder));

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
