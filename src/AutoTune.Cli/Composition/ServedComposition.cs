using AutoTune.Capacity;
using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.Load;
using AutoTune.Preflight;
using AutoTune.Provisioning;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>Composes the evaluation of a study that serves an engine: engine, models, launcher, load client, capacity search.</summary>
internal static class ServedComposition
{
    public static async Task<StudyEvaluation> ComposeAsync(
        CheckedStudy ready, EvaluationMode.Served served, StudyFolder folder, IProgress<string> preparing, TimeProvider clock, CancellationToken ct)
    {
        var diagnostics = new Diagnostics();
        var (engines, space) = await PrepareAsync(ready, served, preparing, diagnostics, ct);
        var guard = new GuardClient();
        var load = new HttpLoadGenerator(clock);
        var http = ServingHttp.CreateClient();
        var setup = new ServedSetup
        {
            Served = served,
            Seed = ready.Study.Seed,
            Engines = engines.ToDictionary(engine => engine.Definition.Name),
            StudyFolder = folder.Root,
            Launcher = new ProcessLauncher(guard, clock),
            Load = load,
            Capacity = new BisectionCapacity(),
            Pool = new HostPool(HostPool.DefaultFolder, clock, preparing),
            Failures = new FailureClassifier(FailureCatalogue.BuiltIn),
            Http = http,
            Clock = clock,
        };
        return new()
        {
            Evaluator = new ServedEvaluator(setup),
            Plan = ServedPreflight.PlanOf(ready.Study, served, space, ready.Plan.Baseline),
            Resources = new(served.Gpus),
            Environment = EnvironmentOf(served, engines),
            Warnings = [.. ready.Warnings, .. diagnostics.Items.Select(item => item.ToString())],
            Owned = [http, load, guard],
        };
    }

    /// <summary>Installs the engines and makes the models that the space asks for.</summary>
    public static async Task<(IReadOnlyList<ServedEngine> Engines, SearchSpace Space)> PrepareAsync(
        CheckedStudy ready, EvaluationMode.Served served, IProgress<string> preparing, Diagnostics diagnostics, CancellationToken ct)
    {
        try
        {
            var preparation = new ServedPreparation(new EngineInstaller(HostSystem.Current), HostSystem.Current, preparing);
            var installed = new List<ServedEngine>();
            foreach (var engine in ready.Engines)
                installed.Add(await preparation.InstallAsync(engine, diagnostics, ct));
            diagnostics.ThrowIfErrors();
            var space = ServedPreflight.Narrow(ready.Study, served, [.. installed.Select(engine => engine.Definition)], diagnostics);
            diagnostics.ThrowIfErrors();
            for (var index = 0; index < installed.Count; index++)
                installed[index] = await WithModelAsync(preparation, installed[index], space, ready, served, ct);
            return (installed, space);
        }
        catch (Exception problem) when (problem is EngineNotInstalledException or ToolFailedException)
        {
            throw new MachineLacksException(problem.Message, problem);
        }
    }

    private static async Task<ServedEngine> WithModelAsync(
        ServedPreparation preparation, ServedEngine engine, SearchSpace space, CheckedStudy ready, EvaluationMode.Served served, CancellationToken ct)
    {
        var name = engine.Definition.Name;
        var isBaselines = ready.Baseline?.Config.Engine == name;
        string[] raw = [.. served.Raw.TryGetValue(name, out var passed) ? passed : [], .. isBaselines ? ready.Baseline!.Raw : []];
        var whole = await preparation.WithModelAsync(engine, space.Branch(name), served, raw, ct);
        return isBaselines ? whole with { Environment = ready.Baseline!.Environment } : whole;
    }

    private static Dictionary<string, string> EnvironmentOf(EvaluationMode.Served served, IReadOnlyList<ServedEngine> engines)
    {
        var facts = HostFacts.Of(HostProfileReader.Read());
        foreach (var engine in engines)
        {
            facts[HostFacts.EngineVersion(engine.Definition.Name)] = engine.Version;
            facts[HostFacts.ModelFile(engine.Definition.Name)] = engine.Context.ModelPath;
        }
        facts["model"] = served.Model.ToString()!;
        return facts;
    }
}
