using AutoTune.Engines;
using AutoTune.LanguageModels;
using AutoTune.Provisioning;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Evaluation;

/// <summary>Gets engines and models ready, outside of every budget: has them provided, reads the engine's help, writes and quantises models.</summary>
/// <param name="source">Of the engines.</param>
/// <param name="installer">Of the tools that make models.</param>
public sealed class ServedPreparation(IEngineSource source, EngineInstaller installer, HostSystem host, IProgress<string> progress)
{
    /// <param name="engine">As its file describes it.</param>
    /// <param name="passed">What every candidate of it carries.</param>
    /// <returns>The engine with what this version of it has; what it lacks was added as warnings, and as errors where its file or the study needs it.</returns>
    /// <exception cref="EngineNotInstalledException">The engine is not on this machine and could not be fetched.</exception>
    public async Task<ServedEngine> InstallAsync(EngineDefinition engine, IReadOnlyList<PassedWords> passed, Diagnostics diagnostics, CancellationToken ct)
    {
        var provided = await source.ProvideAsync(engine, ct);
        return new()
        {
            Definition = provided.Help is { } help ? Checked(engine, passed, FlagInventory.Parse(help), provided.Version, diagnostics) : FlagCheck.OfVersion(engine, TagOf(provided.ImageName)),
            Program = provided.Program,
            Version = provided.Version,
            Help = provided.Help,
            Container = provided.Container,
            Context = new() { ModelPath = "", Port = "{port}", Host = "{host}", MaxContext = 0 },
        };
    }

    /// <returns>Null for an image by digest, and for none.</returns>
    private static string? TagOf(string? image) => image is { Length: > 0 } && !image.Contains('@') && image.LastIndexOf(':') is >= 0 and var at && at > image.LastIndexOf('/') ? image[(at + 1)..] : null;

    private static EngineDefinition Checked(EngineDefinition engine, IReadOnlyList<PassedWords> passed, FlagInventory flags, string version, Diagnostics diagnostics)
    {
        foreach (var words in passed)
            FlagCheck.CheckPassed(words, flags, version, diagnostics);
        return FlagCheck.Check(engine, flags, version, diagnostics);
    }

    /// <param name="space">The study's narrowed space: which precisions are made.</param>
    /// <param name="published">Precision → where a hub has the model in it, its own among them.</param>
    /// <param name="raw">Passed through to every candidate of this engine.</param>
    public async Task<ServedEngine> WithModelAsync(
        ServedEngine engine, SpaceBranch space, EvaluationMode.Served served, IReadOnlyDictionary<string, string> published, IReadOnlyList<string> raw, CancellationToken ct)
    {
        if (engine.Definition.Models == ModelForm.Hub)
            return engine with { Context = OfHub(engine.Context, served, published, raw) };
        var variant = space.Variant;
        string[] precisions = variant is null ? [] : [.. UnitScale.Values(variant).Select(value => value.ToString())];
        var prepared = await PrepareAsync(served, precisions, ct);
        return engine with
        {
            Context = engine.Context with
            {
                ModelPath = prepared.Files[prepared.Header.Precision].Path,
                VariantPaths = prepared.Files.ToDictionary(file => file.Key, file => file.Value.Path),
                DraftModelPath = served.DraftModel ?? prepared.Draft?.Path,
                MaxContext = served.MaxContext,
                Raw = raw,
            },
        };
    }

    /// <summary>The engine fetches it by itself, at its first start.</summary>
    private static CommandContext OfHub(CommandContext context, EvaluationMode.Served served, IReadOnlyDictionary<string, string> published, IReadOnlyList<string> raw) => context with
    {
        ModelPath = served.Model.ToString()!,
        VariantPaths = published,
        DraftModelPath = served.DraftModel,
        MaxContext = served.MaxContext,
        Raw = raw,
    };

    private async Task<PreparedModel> PrepareAsync(EvaluationMode.Served served, string[] precisions, CancellationToken ct)
    {
        var quantizer = new ModelQuantizer(precisions.Length == 0 ? null : (await installer.FindAsync(progress, ct)).LlamaQuantize);
        var models = new ModelPreparer(Path.Combine(host.CacheFolder, "models"), quantizer);
        try
        {
            return served.Model is ModelReference.LocalFile { Path: var path }
                ? await models.LocalAsync(path, precisions, progress, ct)
                : await models.SyntheticAsync(precisions, progress, ct);
        }
        catch (InvalidDataException problem)
        {
            throw new InvalidInputException(problem.Message);
        }
    }
}
