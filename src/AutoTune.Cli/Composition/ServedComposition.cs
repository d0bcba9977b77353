using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Preflight;
using AutoTune.Provisioning;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>Composes the evaluation of a study that serves an engine: engine, models, launcher, load client, capacity search.</summary>
internal static class ServedComposition
{
    public static async Task<StudyEvaluation> ComposeAsync(
        CheckedStudy ready, EvaluationMode.Served served, StudyFolder folder, IProgress<string> preparing, TimeProvider clock, CancellationToken ct)
    {
        var prepared = await PrepareAsync(ready, served, folder, preparing, clock, ct);
        return new()
        {
            Evaluator = new ServedEvaluator(prepared.Parts.Setup),
            Plan = prepared.Plan,
            Resources = (config, purpose) => purpose == LaunchPurpose.Search ? prepared.Resources.Of(config) : prepared.Resources.FillingTheMachine(config),
            Environment = EnvironmentOf(served, prepared.Engines),
            Warnings = [.. ready.Warnings, .. prepared.Differences, .. prepared.FailedFirstStarts],
            Owned = [prepared.Parts],
        };
    }

    /// <summary>Engines, models, launcher and load client; what engines compile and download at their first start is there.</summary>
    /// <exception cref="InvalidInputException">An engine lacks what its file or the study needs.</exception>
    /// <exception cref="MachineLacksException">Something cannot be had or started on this machine.</exception>
    public static async Task<PreparedServing> PrepareAsync(
        CheckedStudy ready, EvaluationMode.Served served, StudyFolder folder, IProgress<string> preparing, TimeProvider clock, CancellationToken ct)
    {
        var diagnostics = new Diagnostics();
        var ground = await LaunchGround.OpenAsync(served, preparing, clock, ct);
        var (engines, space) = await InstalledAsync(ground, ready, served, preparing, diagnostics, ct);
        var resources = new EngineResources(engines.Select(engine => engine.Definition), served.Gpus);
        var parts = ServedParts.Create(ground, served, ready.Study.Seed, folder.Root, StudyPaths.FolderOf(ready.Study.SourceFile), engines.ToDictionary(engine => engine.Definition.Name), preparing, clock);
        var plan = ServedPreflight.PlanOf(ready.Study, served, space, ready.Baseline, [.. engines.Select(engine => engine.Definition)]);
        return new()
        {
            Parts = parts,
            Engines = engines,
            Plan = plan,
            Resources = resources,
            Differences = [.. diagnostics.Items.Select(item => item.ToString())],
            FailedFirstStarts = await StartFirstAsync(parts, engines, plan, resources, preparing, ct),
        };
    }

    /// <returns>Warnings.</returns>
    private static async Task<IReadOnlyList<string>> StartFirstAsync(
        ServedParts parts, IReadOnlyList<ServedEngine> engines, TuningPlan plan, EngineResources resources, IProgress<string> preparing, CancellationToken ct)
    {
        var warnings = new List<string>();
        try
        {
            foreach (var engine in engines)
            {
                var config = plan.Baseline is { } baseline && baseline.Engine == engine.Definition.Name ? baseline : plan.Space.Branch(engine.Definition.Name).VendorDefault();
                if (await new FirstStart(parts.Setup, preparing).RunAsync(engine, config, resources.Of(config), ct) is { } warning)
                    warnings.Add(warning);
            }
            return warnings;
        }
        catch (Exception problem)
        {
            parts.Dispose();
            throw problem is LaunchException or DevicesTakenException ? new MachineLacksException(problem.Message, problem) : problem;
        }
    }

    /// <summary>What a launcher stands on is given back where there is nothing to launch.</summary>
    private static async Task<(IReadOnlyList<ServedEngine> Engines, SearchSpace Space)> InstalledAsync(
        LaunchGround ground, CheckedStudy ready, EvaluationMode.Served served, IProgress<string> preparing, Diagnostics diagnostics, CancellationToken ct)
    {
        try
        {
            return await InstallAsync(ground, ready, served, preparing, diagnostics, ct);
        }
        catch
        {
            ground.Dispose();
            throw;
        }
    }

    /// <summary>Installs the engines and makes the models that the space asks for.</summary>
    private static async Task<(IReadOnlyList<ServedEngine> Engines, SearchSpace Space)> InstallAsync(
        LaunchGround ground, CheckedStudy ready, EvaluationMode.Served served, IProgress<string> preparing, Diagnostics diagnostics, CancellationToken ct)
    {
        try
        {
            var preparation = new ServedPreparation(ground.Engines, new EngineInstaller(HostSystem.Current), HostSystem.Current, preparing);
            var installed = new List<ServedEngine>();
            foreach (var engine in ready.Engines)
                installed.Add(await preparation.InstallAsync(engine, PassedTo(engine.Name, ready, served), diagnostics, ct));
            diagnostics.ThrowIfErrors();
            var space = ServedPreflight.Narrow(ready.Study, served, [.. installed.Select(engine => engine.Definition)], diagnostics);
            diagnostics.ThrowIfErrors();
            var secrets = SecretsOf(served);
            for (var index = 0; index < installed.Count; index++)
                installed[index] = await WithModelAsync(preparation, installed[index] with { Secrets = secrets }, space, ready, served, ct);
            return (installed, space);
        }
        catch (Exception problem) when (problem is EngineNotInstalledException or ToolFailedException or LaunchException)
        {
            throw new MachineLacksException(problem.Message, problem);
        }
    }

    /// <exception cref="MachineLacksException">One is not set here.</exception>
    internal static Dictionary<string, string> SecretsOf(EvaluationMode.Served served)
    {
        if (served.Secrets.FirstOrDefault(secret => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(secret.Variable))) is { } missing)
            throw new MachineLacksException($"{missing.Position}: the engines are to receive {missing.Variable}, which is not set in AutoTune's environment");
        return served.Secrets.DistinctBy(secret => secret.Variable).ToDictionary(secret => secret.Variable, secret => Environment.GetEnvironmentVariable(secret.Variable)!);
    }

    private static async Task<ServedEngine> WithModelAsync(
        ServedPreparation preparation, ServedEngine engine, SearchSpace space, CheckedStudy ready, EvaluationMode.Served served, CancellationToken ct)
    {
        var name = engine.Definition.Name;
        var isBaselines = ready.Baseline?.Config.Engine == name;
        string[] passed = [.. PassedTo(name, ready, served).SelectMany(passed => passed.Words)];
        var whole = await preparation.WithModelAsync(engine, space.Branch(name), served, ServableWeights.Paths(served), passed, ct);
        return isBaselines ? whole with { Context = whole.Context with { RawConfig = ready.Baseline!.RawConfig }, Environment = ready.Baseline.Environment, Secrets = WithPassed(whole.Secrets, ready.Baseline.PassedEnvironment) } : whole;
    }

    /// <summary>What the baseline takes from whoever starts it, as far as it is there.</summary>
    private static Dictionary<string, string> WithPassed(IReadOnlyDictionary<string, string> secrets, IReadOnlyCollection<string> passed)
    {
        var all = new Dictionary<string, string>(secrets);
        foreach (var name in passed)
            if (Environment.GetEnvironmentVariable(name) is { } value)
                all[name] = value;
        return all;
    }

    private static List<PassedWords> PassedTo(string engine, CheckedStudy ready, EvaluationMode.Served served)
    {
        var passed = new List<PassedWords>();
        if (served.Raw.TryGetValue(engine, out var raw))
            passed.Add(new(raw, ready.Study.PositionOf("raw")));
        if (ready.Baseline is { } baseline && baseline.Config.Engine == engine)
            passed.Add(new(baseline.Raw, ready.Study.PositionOf("baseline")));
        return passed;
    }

    private static Dictionary<string, string> EnvironmentOf(EvaluationMode.Served served, IReadOnlyList<ServedEngine> engines)
    {
        var facts = HostFacts.Of(HostProfileReader.Read());
        foreach (var engine in engines)
        {
            facts[StudyFacts.EngineVersionPrefix + engine.Definition.Name] = engine.Version;
            if (engine.Container is not { Image.Length: > 0 } container)
                continue;
            facts[StudyFacts.EngineImagePrefix + engine.Definition.Name] = ImageOf(container.Image, engine.Definition, served);
            if (served.Launcher == "docker")
                facts[StudyFacts.EntryPointWordsPrefix + engine.Definition.Name] = $"{container.EntryPointWords}";
        }

        facts[StudyFacts.Model] = served.Model.ToString()!;
        if (served.Gpu is { } gpu)
            facts[StudyFacts.Gpu] = gpu;
        return facts;
    }

    /// <summary>An image that came from no registry has a digest that nobody else can find; its name says more.</summary>
    private static string ImageOf(string launched, EngineDefinition engine, EvaluationMode.Served served) =>
        launched.Contains('@') ? launched : served.Container.ImageOf(engine.Name, engine.Image) ?? launched;
}
