using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Tests.Engines;

/// <summary>KV caches that engines logged, and what the static memory model says of the same starts.</summary>
internal sealed record MemoryCase(string Id, string Engine, string Model, string Weights, string Gpu, double Logged, MemorySheet Predicted, string Source)
{
    /// <summary>GiB of one GPU.</summary>
    public double LoggedGib => Logged;

    /// <summary>Predicted by logged, less one.</summary>
    public double Error => Predicted.KvCache / Logged - 1;

    /// <summary>Those of <c>results/benchmarks/memory/cases.yaml</c>.</summary>
    public static IReadOnlyList<MemoryCase> Read(string file)
    {
        var diagnostics = new Diagnostics();
        var root = MappingReader.Open(YamlReader.ReadFile(file, diagnostics)!, diagnostics, "the cases");
        var models = root.RequiredMapping("models");
        var dimensions = models.Entries.ToDictionary(entry => entry.Key, entry => ModelConfig.Of(
            models.RequiredMapping(entry.Key).Entries.ToDictionary(size => size.Key, size => ((YamlValue.Scalar)size.Value).Text)));
        var cases = root.RequiredList("cases").Select(item => Of(MappingReader.Open(item, diagnostics, "a case"), dimensions)).ToArray();
        diagnostics.ThrowIfErrors();
        return cases;
    }

    private static MemoryCase Of(MappingReader map, Dictionary<string, ModelDimensions> models)
    {
        var (engineName, modelName, weights, gpuId) = (map.RequiredText("engine"), map.RequiredText("model"), map.RequiredText("weights"), map.RequiredText("gpu"));
        var model = models[modelName] with { Precision = weights };
        var gpu = GpuCatalogue.Find(gpuId)!;
        var engine = HubEngines.Load(engineName, model, gpu, context: 4096);
        var settings = map.RequiredMapping("settings");
        var values = engine.Branch.VendorDefault().Values;
        foreach (var entry in settings.Entries)
            values = values.SetItem(entry.Key, Value(((YamlValue.Scalar)entry.Value).Text));
        if (engine.Branch.AllParameters.FirstOrDefault(parameter => parameter.Role == "weights") is { } variant)
            values = values.SetItem(variant.Name, ParameterValue.Of(weights));
        // Outside the ranges, too: a search's are narrower than what people start.
        var sheet = new MemoryModel(engine, model, map.OptionalReal("usable_gib") ?? gpu.UsableGib).SheetOf(new ServingConfig(engineName, values))!;
        if (map.OptionalWord("graphs", "after") is not null)
            sheet = sheet with { KvCache = sheet.KvCache + sheet.Graphs, Graphs = 0 };
        var logged = map.OptionalReal("tokens") is { } tokens ? tokens * sheet.BytesPerToken / (1L << 30) : map.RequiredReal("kv_gib");
        return new(map.RequiredText("id"), engineName, modelName, weights, map.OptionalText("card") ?? gpuId, logged, sheet, map.RequiredText("source"));
    }

    private static ParameterValue Value(string text) =>
        long.TryParse(text, out var whole) ? ParameterValue.Of(whole)
        : double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var real) ? ParameterValue.Of(real)
        : ParameterValue.Of(bool.Parse(text));
}
