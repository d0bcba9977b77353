using System.Collections;
using AutoTune.Engines;
using AutoTune.Exports;
using AutoTune.LanguageModels;
using AutoTune.Provisioning;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>What runs today, read back into the space.</summary>
public sealed record ServedBaseline
{
    public required ServingConfig Config { get; init; }

    /// <summary>The engine's, with room for the baseline.</summary>
    public required SpaceBranch Branch { get; init; }

    /// <summary>Flags outside the space: every candidate of the engine carries them, since what is exported takes the baseline's place.</summary>
    public IReadOnlyList<string> Raw { get; init; } = [];

    /// <summary>The same of its configuration file.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RawConfig { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of variables that it takes from whoever starts it.</summary>
    public IReadOnlyCollection<string> PassedEnvironment { get; init; } = [];

    /// <summary>How many servers of it run today, where fewer can be measured here; null where all are.</summary>
    public int? Running { get; init; }

    /// <returns>Null where the study has none, or errors were added.</returns>
    internal static ServedBaseline? Read(Study study, IReadOnlyList<EngineDefinition> engines, Diagnostics diagnostics) => study.Baseline switch
    {
        BaselineSource.File file => OfFile(file, study, engines, diagnostics),
        BaselineSource.Settings settings => BaselineSettings.Read(settings, engines[0].Branch, diagnostics) is { } config
            ? new() { Config = Todays(config, study, engines[0].Branch), Branch = engines[0].Branch }
            : null,
        _ => null,
    };

    private static ServedBaseline? OfFile(BaselineSource.File file, Study study, IReadOnlyList<EngineDefinition> engines, Diagnostics diagnostics)
    {
        try
        {
            var reader = new BaselineReader(new EngineMatcher([.. engines.Select(Identity)]), OwnEnvironment());
            var baseline = reader.Read(file.Path, diagnostics);
            var engine = engines.First(engine => engine.Name == baseline.Engine);
            var reading = new EngineCommandLine(engine).Read([.. baseline.Command.Arguments], baseline.Command.Environment, file: BaselineConfigFile.Read(engine, baseline, file.Path));
            foreach (var warning in reading.Warnings)
                diagnostics.Warning(baseline.Position, $"baseline: {warning}");
            foreach (var error in reading.Errors)
                diagnostics.Error(baseline.Position, $"baseline: {error}");
            CheckPromise(reading, study, baseline.Position, diagnostics);
            CheckKeptWeights(reading, study, baseline.Position, diagnostics);
            var config = WithReplicas(reading, baseline, engine, diagnostics);
            return new()
            {
                Config = reading.MadeWeights is { } made && IsServed(made, study, baseline.Position, diagnostics) ? config : Todays(config, study, reading.Branch, PrecisionOf(reading, study)),
                Branch = reading.Branch,
                Running = baseline.Command.Replicas > engine.ReplicasOf(config) ? baseline.Command.Replicas : null,
                Raw = reading.Raw,
                RawConfig = reading.RawConfig,
                Environment = reading.Environment,
                PassedEnvironment = baseline.Command.PassedEnvironment,
            };
        }
        catch (InvalidInputException unreadable)
        {
            diagnostics.Error(file.Position, $"the baseline {unreadable.Message}");
            return null;
        }
    }

    /// <summary>The weights that run today are the first that the study lists: a command line names a file, no precision.</summary>
    /// <param name="says">What the model that is served says of itself; null where it says nothing, or nothing that the study lists.</param>
    private static ServingConfig Todays(ServingConfig read, Study study, SpaceBranch branch, string? says = null)
    {
        var variant = branch.Variant;
        if (variant is null || study.Evaluation is not EvaluationMode.Served { Precision.Weights: [var todays, ..] })
            return read;
        var listed = UnitScale.Values(variant).FirstOrDefault(value => string.Equals(value.ToString(), says ?? todays, StringComparison.OrdinalIgnoreCase), variant.Default);
        return branch.Configure(read.Values.SetItem(variant.Name, listed));
    }

    /// <summary>By the study's own variants, else by the model's name.</summary>
    private static string? PrecisionOf(BaselineReading reading, Study study)
    {
        var served = (EvaluationMode.Served)study.Evaluation;
        var said = served.Variants.FirstOrDefault(variant => string.Equals(variant.Value, reading.Model, StringComparison.OrdinalIgnoreCase)).Key ?? reading.NamedWeights;
        return served.Model is ModelReference.LocalFile ? null : served.Precision.Weights.FirstOrDefault(listed => string.Equals(listed, said, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Weights that the engine makes by itself are said by the command line; where the study searches them, they must be among what it lists.</summary>
    private static bool IsServed(string made, Study study, SourcePosition at, Diagnostics diagnostics)
    {
        var served = (EvaluationMode.Served)study.Evaluation;
        if (served.Variants.ContainsKey(made))
            diagnostics.Warning(at, $"the baseline makes {made} weights while it starts, and the study's 'variants' names a published model in {made}: that one is measured");
        if (served.Precision.Weights.Contains(made, StringComparer.OrdinalIgnoreCase))
            return true;
        diagnostics.Error(at, $"the baseline makes {made} weights while it starts, which the study does not list: precision: {{weights: [{string.Join(", ", served.Precision.Weights.Append(made))}]}}");
        return false;
    }

    /// <summary>What every candidate carries would quantise the other precisions, too.</summary>
    private static void CheckKeptWeights(BaselineReading reading, Study study, SourcePosition at, Diagnostics diagnostics)
    {
        if (reading.KeptWeights is { } words && study.Evaluation is EvaluationMode.Served { Precision.Weights.Length: > 1 } served)
            diagnostics.Error(at, $"the baseline's {words} is kept for every candidate, so the study cannot search {string.Join(", ", served.Precision.Weights)}: list the one precision that it means (precision: {{weights: [{served.Precision.Weights[0]}]}})");
    }

    /// <summary>Servers beside the first are no part of a command line.</summary>
    private static ServingConfig WithReplicas(BaselineReading reading, Baseline baseline, EngineDefinition engine, Diagnostics diagnostics)
    {
        var running = baseline.Command.Replicas;
        if (running == 1)
            return reading.Config;
        if (engine.Replicas is { } parameter && parameter.Normalize(ParameterValue.Of((long)running)) is { } value)
            return reading.Branch.Configure(reading.Config.Values.SetItem(parameter.Name, value));
        diagnostics.Warning(baseline.Position, engine.Replicas is { } narrow
            ? $"the baseline runs {running} servers, and '{narrow.Name}' is {narrow.Domain} here: one is measured"
            : $"the baseline runs {running} servers, and the file of {engine.Name} has no parameter that counts them (launch: replicas): one is measured");
        return reading.Config;
    }

    /// <summary>What the study says of model and context is measured; where the baseline says otherwise, its figures are not those of what runs today.</summary>
    private static void CheckPromise(BaselineReading reading, Study study, SourcePosition at, Diagnostics diagnostics)
    {
        if (study.Evaluation is not EvaluationMode.Served served)
            return;
        var context = reading.LargestRequest < served.MaxContext ? reading.LargestRequest : reading.Context;
        if (context is { } tokens && tokens != served.MaxContext)
            diagnostics.Warning(at, $"the baseline gives a request {tokens} tokens of context, the study promises {served.MaxContext} (max_context): every candidate, and what is exported, has what the study promises");
        if (reading.Model is { } model && !served.Variants.Values.Contains(model, StringComparer.OrdinalIgnoreCase) && !IsSameModel(model, served.Model))
            diagnostics.Warning(at, $"the baseline serves {model}, the study tunes {served.Model}: the study's model is measured");
    }

    private static bool IsSameModel(string file, ModelReference studied) => studied is ModelReference.LocalFile local
        ? string.Equals(NameWithoutPrecision(file), NameWithoutPrecision(local.Path), StringComparison.OrdinalIgnoreCase)
        : string.Equals(file, studied.ToString(), StringComparison.OrdinalIgnoreCase) || Path.GetFileName(file).StartsWith(studied.ToString()!, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>chat-8b</c> of <c>/models/chat-8b-Q4_K_M.gguf</c>.</summary>
    private static string NameWithoutPrecision(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var precision = ModelPrecision.All.Where(precision => name.EndsWith(precision, StringComparison.OrdinalIgnoreCase)).MaxBy(precision => precision.Length);
        return precision is null ? name : name[..^precision.Length].TrimEnd('-', '.', '_');
    }

    internal static EngineIdentity Identity(EngineDefinition engine) =>
        new(engine.Name, [string.Join(' ', engine.CommandHead.Select(word => Path.GetFileName(word))), .. engine.AlsoStartedBy.Select(words => string.Join(' ', words))], engine.Image is { } image ? [ImageName.Repository(image)] : []);

    private static Dictionary<string, string> OwnEnvironment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
}
