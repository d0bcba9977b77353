using System.Collections.Immutable;
using AutoTune.Engines;
using AutoTune.Exports;
using AutoTune.Finals;
using AutoTune.Hardware;
using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;
using AutoTune.Yaml;

namespace AutoTune.Cli.Composition;

/// <summary>A trial of a study, ready to be written in any format: the very command that was measured.</summary>
internal static class TrialExport
{
    private const string HostPlaceholder = "{host}";
    private const string PortPlaceholder = "{port}";
    private const string ModelFolder = "/models";
    private const string ConfigInside = "/etc/autotune/engine.yaml";

    /// <param name="trial">Null for the winner.</param>
    /// <exception cref="InvalidInputException">There is nothing to export, and why.</exception>
    public static ExportDocument Document(OpenedStudy opened, int? trial)
    {
        if (opened.Checked.Study.Evaluation is not EvaluationMode.Served served)
            throw new InvalidInputException($"'{opened.Folder.Study}' is a study of a command: it has no launch to export; its best settings are in: autotune status {opened.Folder.Study} --json");
        var number = trial ?? opened.History.Verdict?.Winner ?? throw new InvalidInputException(
            opened.History.Verdict is null ? $"'{opened.Folder.Study}' is not finished; name a trial with --trial" : "no configuration meets the SLO; name a trial with --trial");
        if (number < 0 || number >= opened.History.Trials.Count)
            throw new InvalidInputException($"'{opened.Folder.Study}' has no trial {number}; it has {opened.History.Trials.Count}, from 0");
        var history = opened.History.Trials[number];
        var engine = opened.Checked.Engines.First(engine => engine.Name == history.Config.Engine);
        var started = history.Launches.SelectMany(launch => launch.Seen).OfType<LaunchEvent.Started>().LastOrDefault()
            ?? throw new InvalidInputException($"trial {number} was never launched");
        var resources = opened.Resources.Of(history.Config);
        var passed = opened.Checked.Baseline is { } baseline && baseline.Config.Engine == engine.Name ? baseline.PassedEnvironment : [];
        var config = ConfigFile(opened, started, engine, number);
        var native = Native(started, engine, served, passed, config) with { Gpus = resources.Gpus, Replicas = resources.Replicas };
        var wasInContainer = served.Launcher == "docker";
        // A process had the machine's cores and memory to itself: what the study says of containers did not hold for it.
        var needs = ContainerNeeds.Of(engine.Container, wasInContainer ? served.Container : new());
        var reading = new EngineCommandLine(engine).Read([.. native.Arguments], native.Environment);
        return new()
        {
            Study = opened.Folder.Study,
            Trial = number,
            Engine = engine.Name,
            EngineVersion = Fact(StudyFacts.EngineVersionPrefix) ?? "unknown",
            Native = native,
            ConfigFile = config,
            ConfigFlag = engine.Config is { HoldsFlags: true } flags ? flags.Flag : null,
            Container = Container(native, Fact(StudyFacts.EngineImagePrefix) ?? engine.Image, reading, config) is { } container
                ? WithoutEntryPoint(container, int.TryParse(Fact(StudyFacts.EntryPointWordsPrefix), out var words) ? words : engine.CommandHead.Count()) with { Needs = needs }
                : null,
            WasInContainer = wasInContainer,
            MemoryBytes = needs.Memory,
            Model = reading.Model ?? served.Model.ToString()!,
            Figures = [.. ExportFigures.Lines(opened, number)],
            ContainerPort = engine.Port,
            HealthPath = engine.HealthPath,
            StartUp = LongestStart(history),
            Cores = (needs.Cores is { } cores ? CoresIn(cores) : int.TryParse(opened.History.Opened?.Environment.GetValueOrDefault(StudyFacts.Cores), out var all) ? all : Environment.ProcessorCount)
                / (double)opened.Resources.FillingTheMachine(history.Config).Servers,
        };

        string? Fact(string prefix) => opened.History.Opened?.Environment.GetValueOrDefault(prefix + engine.Name);
    }

    /// <param name="words">Of the command that the image's entry point stands for.</param>
    private static LaunchCommand WithoutEntryPoint(LaunchCommand command, int words) =>
        words == 0 ? command : command with { Program = null, Arguments = [.. command.Arguments.Skip(words - 1)] };

    /// <param name="set">Such as <c>0-3,8</c>.</param>
    private static int CoresIn(string set) => set.Split(',').Select(part => part.Split('-').Select(int.Parse).ToArray()).Sum(range => range[^1] - range[0] + 1);

    /// <summary>As it lies beside the log of the launch that was measured.</summary>
    private static EngineFile? ConfigFile(OpenedStudy opened, LaunchEvent.Started started, EngineDefinition engine, int trial)
    {
        if (engine.Config is not { HoldsFlags: false })
            return null;
        var measured = Path.Combine(opened.Folder.Root, Path.GetDirectoryName(started.LogFile) ?? "", EngineConfigFile.FileName);
        return File.Exists(measured)
            ? new(Path.Combine(opened.Folder.Export, EngineConfigFile.FileName), File.ReadAllText(measured))
            : throw new InvalidInputException($"the configuration file of trial {trial} is gone: {measured}");
    }

    private static LaunchCommand Native(LaunchEvent.Started started, EngineDefinition engine, EvaluationMode.Served served, IReadOnlyCollection<string> passed, EngineFile? config) => new()
    {
        Program = started.Command[0],
        Arguments = [.. started.Command.Skip(1).Select((word, index) => config is not null && started.Command[index] == engine.Config!.Flag ? config.Path : word).Select(word => word.Replace(HostPlaceholder, "127.0.0.1", StringComparison.Ordinal).Replace(PortPlaceholder, $"{engine.Port}", StringComparison.Ordinal))],
        Environment = started.Environment.Where(pair => !GpuVisibility.Names.Contains(pair.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal),
        PassedEnvironment = [.. served.Secrets.Select(secret => secret.Variable), .. passed],
    };

    /// <summary>The same with the model's folder mounted, and listening to the container's network.</summary>
    /// <param name="image">What was measured, by digest where it has one; else what the engine's file names; null for none.</param>
    /// <param name="config">Mounted, too.</param>
    private static LaunchCommand? Container(LaunchCommand native, string? image, BaselineReading reading, EngineFile? config)
    {
        if (image is null)
            return null;
        var files = new[] { reading.Model, reading.DraftModel }.OfType<string>().Where(Path.IsPathRooted).ToArray();
        var folders = files.Select(file => Path.GetDirectoryName(file)!).Distinct(StringComparer.Ordinal).ToArray();
        string Inside(string folder) => folders.Length == 1 ? ModelFolder : $"{ModelFolder}/{Array.IndexOf(folders, folder)}";
        string FileInside(string file) => $"{Inside(Path.GetDirectoryName(file)!)}/{Path.GetFileName(file)}";
        // A draft may be named within an object of JSON.
        string Word(string word) => word == config?.Path ? ConfigInside : files.Contains(word, StringComparer.Ordinal) ? FileInside(word)
            : word.StartsWith('{') ? files.Aggregate(word, (json, file) => json.Replace($"\"{file}\"", $"\"{FileInside(file)}\"", StringComparison.Ordinal)) : word;
        return native with
        {
            Image = image,
            Arguments = [.. native.Arguments.Select((word, index) => index > 0 && native.Arguments[index - 1] == "--host" ? "0.0.0.0" : Word(word))],
            Mounts = [.. folders.Select(folder => new Mount(folder, Inside(folder), ReadOnly: true)), .. config is null ? Array.Empty<Mount>() : [new Mount(config.Path, ConfigInside, ReadOnly: true)]],
        };
    }

    private static TimeSpan? LongestStart(TrialHistory trial)
    {
        var starts = trial.Launches.SelectMany(launch => launch.Seen).OfType<LaunchEvent.Ready>().Select(ready => ready.Phases.Values.DefaultIfEmpty(0).Max()).ToArray();
        return starts.Length == 0 ? null : TimeSpan.FromSeconds(starts.Max());
    }
}
