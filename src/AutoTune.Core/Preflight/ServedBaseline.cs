using System.Collections;
using AutoTune.Engines;
using AutoTune.Exports;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>What runs today, read back into the space.</summary>
public sealed record ServedBaseline
{
    public required ServingConfig Config { get; init; }

    /// <summary>Flags outside the space: every candidate of the engine carries them, since what is exported takes the baseline's place.</summary>
    public IReadOnlyList<string> Raw { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <returns>Null where the study has none, or errors were added.</returns>
    internal static ServedBaseline? Read(Study study, IReadOnlyList<EngineDefinition> engines, Diagnostics diagnostics) => study.Baseline switch
    {
        BaselineSource.File file => OfFile(file, study, engines, diagnostics),
        BaselineSource.Settings settings => BaselineSettings.Read(settings, engines[0].Branch, diagnostics) is { } config ? new() { Config = Todays(config, study, engines[0]) } : null,
        _ => null,
    };

    private static ServedBaseline? OfFile(BaselineSource.File file, Study study, IReadOnlyList<EngineDefinition> engines, Diagnostics diagnostics)
    {
        try
        {
            var reader = new BaselineReader(new EngineMatcher([.. engines.Select(Identity)]), OwnEnvironment());
            var baseline = reader.Read(file.Path, diagnostics);
            var engine = engines.First(engine => engine.Name == baseline.Engine);
            var reading = new EngineCommandLine(engine).Read([.. baseline.Command.Arguments], baseline.Command.Environment);
            foreach (var warning in reading.Warnings)
                diagnostics.Warning(baseline.Position, $"baseline: {warning}");
            CheckPromise(reading, study, baseline.Position, diagnostics);
            return new() { Config = Todays(reading.Config, study, engine), Raw = reading.Raw, Environment = reading.Environment };
        }
        catch (InvalidInputException unreadable)
        {
            diagnostics.Error(file.Position, $"the baseline {unreadable.Message}");
            return null;
        }
    }

    /// <summary>The weights that run today are the first that the study lists: a command line names a file, no precision.</summary>
    private static ServingConfig Todays(ServingConfig read, Study study, EngineDefinition engine)
    {
        var variant = engine.Branch.AllParameters.FirstOrDefault(parameter => parameter.Binding is SettingBinding.ModelVariant);
        if (variant is null || study.Evaluation is not EvaluationMode.Served { Precision.Weights: [var todays, ..] })
            return read;
        var listed = UnitScale.Values(variant).FirstOrDefault(value => string.Equals(value.ToString(), todays, StringComparison.OrdinalIgnoreCase), variant.Default);
        return engine.Branch.Configure(read.Values.SetItem(variant.Name, listed));
    }

    private static void CheckPromise(BaselineReading reading, Study study, SourcePosition at, Diagnostics diagnostics)
    {
        if (study.Evaluation is EvaluationMode.Served served && (reading.LargestRequest ?? reading.Context) is { } context && context < served.MaxContext)
            diagnostics.Warning(at, $"the baseline gives a request {context} tokens of context, the study promises {served.MaxContext}: it is measured with what the study promises");
    }

    private static EngineIdentity Identity(EngineDefinition engine) =>
        new(engine.Name, [Path.GetFileName(engine.Program)], engine.Image is { } image ? [ImageName.Repository(image)] : []);

    private static Dictionary<string, string> OwnEnvironment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
}
