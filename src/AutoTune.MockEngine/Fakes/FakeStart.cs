using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.Preflight;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.MockEngine.Fakes;

/// <summary>A start of a fake engine: its real command line, read strictly; what the memory model says of it; the roofline of the GPU that was asked for.</summary>
/// <param name="Groups">Data-parallel groups, each with requests of its own.</param>
internal sealed record FakeStart(EngineDefinition Engine, string Model, string Host, int Port, Roofline Roofline, long KvTokens, int MostRunning, int Groups, double Slack, IReadOnlyList<string> Refusals)
{
    private const double Gib = 1L << 30;

    /// <param name="words">Behind the engine's own words of the command line.</param>
    /// <param name="settings">What the fake cannot know from its command line.</param>
    /// <exception cref="InvalidInputException">The engine, the GPU or the model is not known.</exception>
    public static FakeStart Of(string name, IReadOnlyList<string> words, FakeSettings settings)
    {
        var engine = Load(name, settings);
        var (gpu, model) = (GpuCatalogue.Find(settings.Gpu)!, ModelCatalogue.Find(settings.Sizes)!);
        var file = ConfigOf(engine, words);
        var reading = new EngineCommandLine(engine).Read(words, file: file);
        var precision = reading.MadeWeights ?? FakeSettings.PrecisionOf(reading.Model ?? "") ?? model.Precision!;
        var config = WithWeights(reading, precision);
        var shape = ServingShape.Of(engine, config) with { Weights = precision };
        var sized = model with { Precision = precision };
        var sheet = new MemoryModel(engine with { Branch = reading.Branch }, sized, gpu.UsableGib, reading.DraftModel is { } draft ? ModelCatalogue.Find(draft) : null).SheetOf(config);
        var off = sheet is null ? 0 : FakeSettings.Luck(config.Key) * sheet.Error;
        return new(
            engine,
            reading.Model ?? "",
            Word(words, "--host") ?? "127.0.0.1",
            reading.Port ?? engine.Port,
            Roofline.Of(sized, gpu, engine.Speed, shape) ?? throw new InvalidInputException($"nothing is known of weights in {precision}"),
            sheet is null ? long.MaxValue : (long)(Math.Max(0, sheet.KvCache + off) * Gib / sheet.BytesPerToken) * shape.DataParallel,
            shape.RunningRequests ?? int.MaxValue,
            shape.DataParallel,
            sheet is null ? double.PositiveInfinity : sheet.Slack + off,
            [.. FakeFlags.Refusals(engine, words, settings.Flags), .. reading.Errors]);
    }

    private static ServingConfig WithWeights(BaselineReading reading, string precision)
    {
        var variant = reading.Branch.Variant;
        return variant?.Normalize(ParameterValue.Of(precision)) is { } value ? reading.Branch.Configure(reading.Config.Values.SetItem(variant.Name, value)) : reading.Config;
    }

    private static IReadOnlyList<KeyValuePair<string, string>> ConfigOf(EngineDefinition engine, IReadOnlyList<string> words) =>
        engine.Config is { } config && Word(words, config.Flag) is { } path ? ConfigFileText.Flatten(File.ReadAllText(path), path) : [];

    private static string? Word(IReadOnlyList<string> words, string flag) => words.SkipWhile(word => word != flag).Skip(1).FirstOrDefault();

    /// <exception cref="InvalidInputException">The engine, the GPU or the model is not known.</exception>
    public static EngineDefinition Load(string name, FakeSettings settings)
    {
        var gpu = GpuCatalogue.Find(settings.Gpu) ?? throw new InvalidInputException($"there is no GPU '{settings.Gpu}' in the catalogue{NearestName.Hint(settings.Gpu, GpuCatalogue.Ids)}");
        var model = ModelCatalogue.Find(settings.Sizes) ?? throw new InvalidInputException($"the sizes of '{settings.Sizes}' are not known");
        var facts = new Dictionary<string, ParameterValue>(GpuFacts.Of(gpu))
        {
            [SpaceFacts.Gpus] = ParameterValue.Of((long)settings.Gpus),
            [SpaceFacts.MaxContext] = ParameterValue.Of((long)model.MaxContext),
            [SpaceFacts.HasDraftModel] = ParameterValue.Of(true),
        };
        ModelFacts.Add(facts, model);
        var diagnostics = new Diagnostics();
        var engine = EngineCatalog.Load(name, ".", facts, diagnostics);
        diagnostics.ThrowIfErrors();
        return engine!;
    }
}
