using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>The memory model of each engine of a study, where its model's and device's sizes are known.</summary>
internal static class MemoryModels
{
    private const double GibiByte = 1L << 30;

    public static IReadOnlyDictionary<string, MemoryModel> Of(EvaluationMode.Served served, IReadOnlyList<EngineDefinition> engines)
    {
        // What cannot be read was told with its dimensions.
        if (ModelFacts.DimensionsOf(served.Model, null, new Diagnostics()) is not { } model || TotalGib(served) is not { } total)
            return new Dictionary<string, MemoryModel>();
        var draft = DraftOf(served);
        return engines.Where(engine => engine.Memory is not null).ToDictionary(engine => engine.Name, engine => new MemoryModel(engine, model, total, draft), StringComparer.Ordinal);
    }

    private static ModelDimensions? DraftOf(EvaluationMode.Served served) => served.DraftModel is not { } draft ? null
        : ModelFacts.DimensionsOf(Path.IsPathFullyQualified(draft) ? new ModelReference.LocalFile(draft) : new ModelReference.Hub(draft), null, new Diagnostics());

    /// <summary>Of one GPU; of this machine where the processor is the device.</summary>
    private static double? TotalGib(EvaluationMode.Served served) => served.Gpus == 0
        ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / GibiByte
        : served.Gpu is { } gpu ? GpuCatalogue.Find(gpu)?.UsableGib : null;
}
