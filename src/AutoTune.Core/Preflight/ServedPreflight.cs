using AutoTune.Engines;
using AutoTune.Finals;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.Load;
using AutoTune.Provisioning;
using AutoTune.Quality;
using AutoTune.Randomness;
using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Preflight;

/// <summary>Makes a study that serves an engine ready, as far as that goes without the engine.</summary>
public static class ServedPreflight
{
    /// <returns>Null where errors were added.</returns>
    internal static CheckedStudy? Check(Study study, EvaluationMode.Served served, Diagnostics diagnostics)
    {
        CheckModel(study, served, diagnostics);
        CheckRequests(study, served, diagnostics);
        CheckQuality(study, served, diagnostics);
        var facts = ServedFacts.Of(served, study.PositionOf("model"), diagnostics);
        var engines = Engines(study, served, facts, diagnostics);
        if (engines.Count == 0 || engines.Count < served.Engines.Length)
            return null;
        var baseline = ServedBaseline.Read(study, engines, diagnostics);
        if (baseline is not null)
            engines = engines.ConvertAll(engine => engine.Name == baseline.Config.Engine ? engine with { Branch = baseline.Branch } : engine);
        var limits = new Diagnostics();
        var space = Narrow(study, served, engines, limits);
        diagnostics.Add(limits);
        if (diagnostics.HasErrors)
            return null;
        CheckTexts(study, served, space, diagnostics);
        var plan = PlanOf(study, served, space, baseline, engines);
        CheckRoom(study, plan, diagnostics);
        return diagnostics.HasErrors ? null : new(plan) { Engines = engines, Baseline = baseline };
    }

    /// <summary>The study's space over these engines; again after an engine's own help took flags out of it.</summary>
    /// <returns>The space as it was where errors were added.</returns>
    public static SearchSpace Narrow(Study study, EvaluationMode.Served served, IReadOnlyList<EngineDefinition> engines, Diagnostics diagnostics)
    {
        // What is no precision at all was said before.
        var precision = served.Precision with { Weights = [.. served.Precision.Weights.Where(IsPrecision)] };
        var weights = new ServableWeights(study, served, engines);
        weights.Check(diagnostics);
        return SpaceNarrowing.Narrow(new([.. engines.Select(weights.Of)]), StudyLimits.Of(study, precision) with { OwnWeights = ModelFacts.OwnPrecision(served.Model) }, diagnostics);
    }

    internal static bool IsPrecision(string word) => Precisions.Contains(word, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Precisions => ModelPrecision.All.Concat(HubPrecision.All);

    public static TuningPlan PlanOf(Study study, EvaluationMode.Served served, SearchSpace space, ServedBaseline? baseline, IReadOnlyList<EngineDefinition> engines)
    {
        var plan = new TuningPlan
        {
            Space = space,
            Admission = new MemoryAdmission(new RuleAdmission(space), MemoryModels.Of(served, engines)),
            Study = study,
            Baseline = baseline?.Config,
            Finals = new FinalsPlan { Objective = study.Objectives[0], Tolerance = served.Probe.FinalsTolerance, Confirmation = new(served.Slo.Attainment, served.Probe.Window), Also = [.. served.Also.Select(also => new AlsoPlan(also.Name, also.Margin))] },
        };
        return baseline?.Running is { } running ? plan with { BaselineIs = $"one of the {running} servers that run today" } : plan;
    }

    private static List<EngineDefinition> Engines(Study study, EvaluationMode.Served served, IReadOnlyDictionary<string, ParameterValue> facts, Diagnostics diagnostics)
    {
        var engines = new List<EngineDefinition>();
        var asking = new List<string>();
        foreach (var named in served.Engines)
            if (Load(named, study, served, facts, diagnostics, asking) is { } engine)
                engines.Add(engine);
        if (asking.Count > 0)
            diagnostics.Error(study.PositionOf("hardware"), $"which GPU the study has is not known, and {string.Join(" and ", asking)} {(asking.Count == 1 ? "asks" : "ask")} for it: {WhyUnknownGpu(served)}; say it: hardware: {{gpus: {served.Gpus}, gpu: ID}}, with one of {string.Join(", ", GpuCatalogue.Ids)}");
        foreach (var flag in served.Raw.Values.SelectMany(words => words).Select(word => word.Split('=')[0]).Where(word => word.StartsWith('-') && CommandLineWords.IsSecret(word)))
            diagnostics.Error(study.PositionOf("raw"), $"'raw' carries a secret ({flag}), which logs, reports and exports would show; hand it over by a variable of the environment (secrets: [NAME])");
        foreach (var (key, names) in new[] { ("raw", served.Raw.Keys), ("images", served.Container.Images.Keys) })
            foreach (var name in names.Where(name => engines.TrueForAll(engine => engine.Name != name) && served.Engines.All(named => named.NameOrPath != name)))
                diagnostics.Error(study.PositionOf(key), $"'{key}' names '{name}', which is none of the study's engines{NearestName.Hint(name, engines.Select(engine => engine.Name))}");
        foreach (var engine in engines)
            CheckForm(engine, study, served, diagnostics);
        foreach (var twice in engines.GroupBy(engine => engine.Name).Where(group => group.Count() > 1))
            diagnostics.Error(study.PositionOf("engines"), $"the engine '{twice.Key}' is named twice");
        return engines;
    }

    /// <param name="asking">Takes the engine where it cannot be read for no other reason than that nobody knows which GPU it is: its file is not to blame.</param>
    /// <returns>Null where errors were added.</returns>
    private static EngineDefinition? Load(
        NamedEngine named, Study study, EvaluationMode.Served served, IReadOnlyDictionary<string, ParameterValue> facts, Diagnostics diagnostics, List<string> asking)
    {
        var found = new Diagnostics();
        var engine = Read(facts, found);
        if (found.HasErrors && served is { Gpus: > 0, Gpu: null })
        {
            found = new();
            Read(new Dictionary<string, ParameterValue>(facts.Concat(GpuFacts.Of(GpuCatalogue.Models[0]))), found);
            if (!found.HasErrors)
                asking.Add(named.NameOrPath);
        }
        diagnostics.Add(found);
        return engine;

        EngineDefinition? Read(IReadOnlyDictionary<string, ParameterValue> of, Diagnostics into) =>
            EngineCatalog.Load(named.NameOrPath, StudyPaths.FolderOf(study.SourceFile), of, into, named.Position);
    }

    private static string WhyUnknownGpu(EvaluationMode.Served served) => served.Launcher == "hooks"
        ? "hooks reach other machines"
        : "nvidia-smi and rocm-smi tell of none of the catalogue on this machine";

    /// <summary>An engine serves one form of models, and a study has one model.</summary>
    private static void CheckForm(EngineDefinition engine, Study study, EvaluationMode.Served served, Diagnostics diagnostics)
    {
        var isHub = served.Model is ModelReference.Hub || (served.Model is ModelReference.LocalFile { Path: var path } && Directory.Exists(path));
        if (engine.Models == ModelForm.Gguf && isHub)
            diagnostics.Error(study.PositionOf("model"), $"the model '{served.Model}' is neither 'synthetic' nor a GGUF file, which {engine.Title} serves");
        if (engine.Models != ModelForm.Hub)
            return;
        if (!isHub || served.Model is ModelReference.Hub { IsWellFormed: false })
            diagnostics.Error(study.PositionOf("model"), $"{engine.Title} serves {ModelReference.Hub.Form} or a folder with config.json and weights, not '{served.Model}'");
    }

    private static void CheckModel(Study study, EvaluationMode.Served served, Diagnostics diagnostics)
    {
        if (served.DraftModel is { } draft && Path.IsPathFullyQualified(draft) && !Path.Exists(draft))
            diagnostics.Error(study.PositionOf("draft_model"), $"the draft model {draft} does not exist");
        foreach (var precision in served.Precision.Weights.Where(precision => !IsPrecision(precision)))
            diagnostics.Error(study.PositionOf("precision"), $"'{precision}' is no precision of weights{NearestName.Hint(precision, Precisions)}");
        foreach (var variant in served.Variants.Keys.Where(variant => !IsPrecision(variant)))
            diagnostics.Error(study.PositionOf("variants"), $"'{variant}' is no precision of weights{NearestName.Hint(variant, Precisions)}");
    }

    /// <summary>A study in which nothing can start ends here, and not after its first trial.</summary>
    private static void CheckRoom(Study study, TuningPlan plan, Diagnostics diagnostics)
    {
        const int Looked = 400;
        var random = new CounterRandom(study.Seed, 0, "room");
        var refusals = new List<string>();
        foreach (var branch in plan.Space.Branches)
            for (var look = 0; look < Looked; look++)
            {
                var admission = plan.Admission.Admit(look == 0 ? branch.VendorDefault() : RuleRepair.Mend(branch, ConfigSampler.Sample(branch, random)) ?? branch.VendorDefault());
                if (admission.IsAdmitted)
                    return;
                if (look == 0)
                    refusals.Add($"{branch.Name} as it comes {admission.Refusal}");
            }
        diagnostics.Error(study.PositionOf("hardware") ?? study.PositionOf("model"), $"nothing of the space can start here: {string.Join("; ", refusals)}");
    }

    private static void CheckQuality(Study study, EvaluationMode.Served served, Diagnostics diagnostics)
    {
        if (served.Quality is QualityGate.Command { Program: [var program, ..] } && CommandPreflight.ProblemOf(program, study) is { } problem)
            diagnostics.Error(study.PositionOf("quality"), $"the evaluation's program {program} {problem}");
        if (served.Quality is not QualityGate.Agreement { Prompts: { } prompts })
            return;
        if (!File.Exists(prompts))
            diagnostics.Error(study.PositionOf("quality"), $"there is no file of prompts {prompts}");
        else if (QualityPrompts.Read(prompts).Count == 0)
            diagnostics.Error(study.PositionOf("quality"), $"{prompts} has no prompt: one a line");
    }

    /// <summary>Drafts guess what they have learnt; nobody has learnt random words.</summary>
    private static void CheckTexts(Study study, EvaluationMode.Served served, SearchSpace space, Diagnostics diagnostics)
    {
        if (served.Workload.HasTexts || served.Model is ModelReference.Synthetic)
            return;
        if (space.Branches.SelectMany(branch => branch.AllParameters).FirstOrDefault(parameter => parameter is { Role: "speculation", Cardinality: > 1 }) is { } guesses)
            diagnostics.Warning(study.PositionOf("workload"), $"'{guesses.Name}' is searched with prompts of random words, on which drafts guess wrong more often than on real texts; a workload with 'sharegpt' has real ones, and fix: {{{guesses.Name}: {guesses.Default}}} leaves it out");
    }

    private static void CheckRequests(Study study, EvaluationMode.Served served, Diagnostics diagnostics)
    {
        if (served.Slo.WhyTooShort(served.Probe.Window) is { } tooShort)
            diagnostics.Warning(study.PositionOf("probe") ?? study.PositionOf("slo"), tooShort);
        if (served.Workload.Conversation is { } conversation && conversation.Think * (conversation.Turns.Mean() - 1) is var length && served.Probe.WarmUp < length)
            diagnostics.Warning(study.PositionOf("probe") ?? study.PositionOf("workload"), $"a conversation takes {length.TotalSeconds:0.#} s of thinking alone, and the warm-up is {served.Probe.WarmUp.TotalSeconds:0.#} s: the load still grows when the window begins");
        CheckLauncher(study, served, diagnostics);
    }

    private static void CheckLauncher(Study study, EvaluationMode.Served served, Diagnostics diagnostics)
    {
        if (served.Launcher == "hooks" && served.Hooks is null)
            diagnostics.Error(study.PositionOf("launcher"), "the launcher 'hooks' needs the key 'hooks': {start: [program, …], stop: [program, …]}");
        if (served.Launcher != "hooks" && served.Hooks is not null)
            diagnostics.Warning(study.PositionOf("hooks"), $"'hooks' is not looked at by the launcher '{served.Launcher}'");
        foreach (var key in new[] { "images", "container" }.Where(key => served.Launcher == "process" && study.PositionOf(key) is not null))
            diagnostics.Warning(study.PositionOf(key), $"'{key}' is not looked at by the launcher 'process'");
    }
}
