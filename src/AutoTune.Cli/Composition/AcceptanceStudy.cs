using AutoTune.Engines;
using AutoTune.Evaluation;
using AutoTune.Hardware;
using AutoTune.LanguageModels;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>The study that an engine is accepted with where the user names none: a small model that everybody may download, one GPU, short probes.</summary>
internal static class AcceptanceStudy
{
    private const string SmallModel = "Qwen/Qwen3-8B";

    /// <param name="engine">A built-in name, or a path.</param>
    /// <param name="model">Null for the usual one.</param>
    /// <param name="launcher">Null: a program of this machine where it answers, else a container.</param>
    /// <returns>The text of its file.</returns>
    /// <exception cref="InvalidInputException">There is no such engine, or its file is wrong.</exception>
    public static async Task<string> TextAsync(string name, string engine, string? model, string? launcher, CancellationToken ct)
    {
        var diagnostics = new Diagnostics();
        var path = StudyPaths.IsPath(engine) ? Path.GetFullPath(engine) : engine;
        var definition = EngineCatalog.Load(path, ".", facts: null, diagnostics);
        diagnostics.ThrowIfErrors();
        var isSmall = definition!.Models == ModelForm.Gguf;
        var gpus = (await new InstalledGpus().DevicesAsync(ct)).Count;
        return $$"""
            study: {{name}}
            model: {{(model is null ? isSmall ? "synthetic" : SmallModel : ModelReference.IsPath(model) ? Path.GetFullPath(model) : model)}}
            engines: ["{{path}}"]
            launcher: {{launcher ?? await LauncherOfAsync(definition, ct)}}
            hardware: {gpus: {{(isSmall && gpus == 0 ? 0 : 1)}}}
            workload: {input: {{(isSmall ? 64 : 512)}}, output: {{(isSmall ? 32 : 128)}}}
            request: {api: chat, ignore_eos: true}
            slo: {ttft: 2s, tpot: 100ms, attainment: 90%}
            probe: {warm_up: {{(isSmall ? "1s" : "5s")}}, window: {{(isSmall ? "5s" : "15s")}}, tolerance: 20%}
            budget: {trials: 1}

            """;
    }

    private static async Task<string> LauncherOfAsync(EngineDefinition engine, CancellationToken ct)
    {
        if (HostEngines.IsFetched(engine) || engine.Image is null)
            return "process";
        return ProgramPath.Find(engine.Program) is { } program && await EngineHelp.OfFlagsAsync(program, engine, ct) is not null ? "process" : "docker";
    }
}
