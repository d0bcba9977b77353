using System.Collections.Immutable;
using AutoTune.Hardware;
using AutoTune.Preflight;
using AutoTune.Search;
using AutoTune.Studies;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>Reads a study and makes it ready; everything that is wrong is said at once, before anything is started.</summary>
internal static class StudyLoader
{
    /// <param name="named">A path (with a slash or <c>.yaml</c>), or the name of a built-in study.</param>
    /// <exception cref="InvalidInputException">With every error.</exception>
    public static CheckedStudy Load(string named, StudyOptions options)
    {
        var (text, file) = Source(named);
        return Check(text, file, options, gpu: null);
    }

    /// <summary>A study again, from the copy beside its results.</summary>
    /// <param name="gpu">Which GPU it ran on, in the catalogue's words; null: this machine's, as for a study that begins.</param>
    /// <exception cref="InvalidInputException">The copy is gone or was changed into something wrong.</exception>
    public static CheckedStudy Reload(StudyFolder folder, StudyOptions options, string? gpu = null)
    {
        var origin = folder.ReadOrigin();
        return Check(File.ReadAllText(folder.StudyFile), origin.File, options.Over(origin.Options), gpu);
    }

    private static CheckedStudy Check(string text, string file, StudyOptions options, string? gpu)
    {
        var diagnostics = new Diagnostics();
        var study = StudyReader.Read(text, file, diagnostics);
        var ready = study is null ? null : StudyPreflight.Check(WithGpu(Override(study, options, diagnostics), gpu), diagnostics);
        diagnostics.ThrowIfErrors();
        return ready! with { Warnings = [.. ready!.Warnings, .. diagnostics.Items.Select(item => item.ToString())] };
    }

    /// <summary>Which GPU the study ran on, or this machine has, where the study uses some of it and does not say it.</summary>
    private static Study WithGpu(Study study, string? gpu)
    {
        if (study.Evaluation is not EvaluationMode.Served { Gpus: > 0, Gpu: null, Launcher: not "hooks" } served)
            return study;
        return (gpu ?? InstalledGpu()) is { } id ? study with { Evaluation = served with { Gpu = id } } : study;
    }

    private static string? InstalledGpu()
    {
        var devices = new InstalledGpus().DevicesAsync(CancellationToken.None).GetAwaiter().GetResult();
        return devices.Count > 0 ? GpuCatalogue.Of(devices[0])?.Id : null;
    }

    private static (string Text, string File) Source(string named)
    {
        if (StudyPaths.IsPath(named))
            return (ReadFile(named), Path.GetFullPath(named));
        var builtIn = BuiltInStudies.Find(named)
            ?? throw new InvalidInputException($"there is no built-in study '{named}'{NearestName.Hint(named, BuiltInStudies.Names)}; a file has a slash in it or ends in .yaml");
        return (builtIn, named);
    }

    private static string ReadFile(string path)
    {
        if (Directory.Exists(path))
            throw new InvalidInputException($"the study {path} is a folder; name the file in it");
        try
        {
            var text = File.ReadAllText(path);
            return text.Contains('\0', StringComparison.Ordinal) ? throw new InvalidInputException($"the study {path} is no text file") : text;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            var why = problem is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : problem.Message;
            throw new InvalidInputException($"the study {path} cannot be read: {why}");
        }
    }

    /// <summary>What options say that cannot be is an error, and not taken over: the file's own value is checked all the same.</summary>
    private static Study Override(Study study, StudyOptions options, Diagnostics diagnostics)
    {
        if (options.Name is { } name && !StudyPaths.IsName(name))
            diagnostics.Error(null, $"--name is also a folder: letters, digits, '-', '_' and '.', not '{name}'");
        // One engine is looked at whole, as it comes: what runs today and what is searched may be another's.
        if (options.Engine is not null)
            study = study with { Baseline = null, Fix = [], Limit = [] };
        return study with
        {
            Name = options.Name ?? study.Name,
            Seed = options.Seed ?? study.Seed,
            Strategy = Known("--strategy", options.Strategy, StrategyCatalog.Names, diagnostics) ?? study.Strategy,
            Evaluation = WithEngine(WithLauncher(study.Evaluation, options.Launcher, diagnostics), options.Engine, diagnostics),
            Budget = new(options.Time is { } seconds ? TimeSpan.FromSeconds(seconds) : study.Budget.Time, options.Trials ?? study.Budget.Trials),
        };
    }

    private static EvaluationMode WithLauncher(EvaluationMode evaluation, string? wanted, Diagnostics diagnostics)
    {
        if (Known("--launcher", wanted, EvaluationMode.Served.Launchers, diagnostics) is not { } launcher)
            return evaluation;
        if (evaluation is EvaluationMode.Served served)
            return served with { Launcher = launcher };
        diagnostics.Error(null, "--launcher is for studies that launch an engine; this one runs a command");
        return evaluation;
    }

    /// <summary>What the study says of its other engines goes with them.</summary>
    private static EvaluationMode WithEngine(EvaluationMode evaluation, string? wanted, Diagnostics diagnostics)
    {
        if (wanted is null || evaluation is not EvaluationMode.Served served)
            return evaluation;
        var name = EngineOf(wanted);
        var only = served.Engines.Where(engine => EngineOf(engine.NameOrPath) == name).ToImmutableArray();
        if (only.IsEmpty)
            diagnostics.Error(null, $"the study has no engine '{wanted}'{NearestName.Hint(name, served.Engines.Select(engine => EngineOf(engine.NameOrPath)))}");
        var others = served.Engines.Except(only).Select(engine => EngineOf(engine.NameOrPath)).ToArray();
        return only.IsEmpty ? evaluation : served with
        {
            Engines = only,
            Raw = served.Raw.RemoveRange(others),
            Container = served.Container with { Images = served.Container.Images.RemoveRange(others) },
        };
    }

    private static string EngineOf(string named) => StudyPaths.IsPath(named) ? Path.GetFileNameWithoutExtension(named) : named;

    private static string? Known(string option, string? wanted, IReadOnlyList<string> allowed, Diagnostics diagnostics)
    {
        if (wanted is null || allowed.Contains(wanted, StringComparer.Ordinal))
            return wanted;
        diagnostics.Error(null, $"{option} cannot be '{wanted}'{NearestName.Hint(wanted, allowed)}");
        return null;
    }
}
