using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.Preflight;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Tests.Engines;

/// <summary>Engines of hub models, read for a model and eight GPUs of a kind.</summary>
internal static class HubEngines
{
    public static EngineDefinition Load(string name, string model, string gpu) => Load(name, ModelCatalogue.Find(model)!, GpuCatalogue.Find(gpu)!, context: 8192);

    public static EngineDefinition Load(string name, ModelDimensions model, GpuModel gpu, long context, bool hasDraft = false)
    {
        var facts = new Dictionary<string, ParameterValue>(GpuFacts.Of(gpu))
        {
            [SpaceFacts.Gpus] = ParameterValue.Of(8L),
            [SpaceFacts.Cores] = ParameterValue.Of(16L),
            [SpaceFacts.MaxContext] = ParameterValue.Of(context),
            [SpaceFacts.HasDraftModel] = ParameterValue.Of(hasDraft),
            [SpaceFacts.DraftIsHead] = ParameterValue.Of(hasDraft),
        };
        ModelFacts.Add(facts, model);
        var diagnostics = new Diagnostics();
        var engine = EngineCatalog.Load(name, ".", facts, diagnostics);
        diagnostics.ThrowIfErrors();
        return engine!;
    }

    /// <returns>As the engine's file has it; null where these settings break no rule.</returns>
    public static string? BrokenRule(string name, string model, string gpu, string settings)
    {
        var engine = Load(name, model, gpu);
        return engine.Branch.BrokenRule(Configure(engine, settings))?.Text;
    }

    public static ServingConfig Configure(EngineDefinition engine, string settings) => engine.Branch.Configure(settings.Split(' ').Select(setting => setting.Split('=')).ToDictionary(
        pair => pair[0],
        pair => long.TryParse(pair[1], out var number) ? ParameterValue.Of(number) : bool.TryParse(pair[1], out var truth) ? ParameterValue.Of(truth)
            : double.TryParse(pair[1], System.Globalization.CultureInfo.InvariantCulture, out var real) ? ParameterValue.Of(real) : ParameterValue.Of(pair[1])));
}
