using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.Load;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>What rules and ranges of a space may mention: machine, model and workload.</summary>
internal static class ServedFacts
{
    private const double GibiByte = 1L << 30;

    public static Dictionary<string, ParameterValue> Of(EvaluationMode.Served served, SourcePosition? at, Diagnostics diagnostics)
    {
        var facts = new Dictionary<string, ParameterValue>
        {
            [SpaceFacts.Cores] = ParameterValue.Of((long)Environment.ProcessorCount),
            [SpaceFacts.Gpus] = ParameterValue.Of((long)served.Gpus),
            [SpaceFacts.MaxContext] = ParameterValue.Of((long)served.MaxContext),
            [SpaceFacts.HasDraftModel] = ParameterValue.Of(served.DraftModel is not null || served.Model is ModelReference.Synthetic),
            ["hardware.memory_gib"] = ParameterValue.Of(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / GibiByte),
            ["workload.input_mean"] = ParameterValue.Of(served.Workload.Input.Mean()),
            ["workload.output_mean"] = ParameterValue.Of(served.Workload.Output.Mean()),
        };
        if (served.DraftModel is { } draft)
            facts[SpaceFacts.DraftIsHead] = ParameterValue.Of(ModelFacts.IsHead(draft));
        var gpu = served.Gpu is { } id ? GpuCatalogue.Find(id) : null;
        if (gpu is not null || served.Gpus == 0)
            foreach (var (name, value) in GpuFacts.Of(gpu))
                facts[name] = value;
        if (ModelFacts.DimensionsOf(served.Model, at, diagnostics) is { } model)
            ModelFacts.Add(facts, model);
        return facts;
    }
}
