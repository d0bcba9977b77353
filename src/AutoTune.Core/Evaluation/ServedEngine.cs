using AutoTune.Engines;
using AutoTune.Hardware;
using AutoTune.Launching;
using AutoTune.SearchSpaces;

namespace AutoTune.Evaluation;

/// <summary>An engine that is installed, with its model in every precision that is searched.</summary>
public sealed record ServedEngine
{
    public required EngineDefinition Definition { get; init; }

    /// <summary>Absolute path.</summary>
    public required string Program { get; init; }

    /// <summary>As the engine says it.</summary>
    public required string Version { get; init; }

    /// <summary>What its program says of its flags; null where it tells nothing.</summary>
    public string? Help { get; init; }

    /// <summary>Host and port are the launcher's placeholders.</summary>
    public required CommandContext Context { get; init; }

    /// <summary>What each of its containers has, without the model and devices; null for a program of this machine.</summary>
    public ContainerSettings? Container { get; init; }

    /// <summary>Of the baseline, outside the space.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>From AutoTune's own environment; never written down.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <returns>What it wrote of its cache while it started; null where it writes nothing.</returns>
    public async Task<long?> LoggedKvTokensAsync(IDeployment started, CancellationToken ct) => Definition.Memory is { Logged: not null } memory && File.Exists(started.LogPath)
        ? memory.LoggedTokens(await File.ReadAllLinesAsync(started.LogPath, ct))
        : null;

    /// <summary>One server after the other, each with GPUs of its own.</summary>
    /// <param name="logFolder">Full path: the first server's; the others have folders below it.</param>
    /// <param name="gpus">Leased for all of them.</param>
    public IReadOnlyList<LaunchPlan> Plans(ServingConfig config, string logFolder, ResourceRequest resources, IReadOnlyList<GpuDevice> gpus) =>
        ServerGroup.Plans(resources, logFolder, gpus, (folder, own) => Plan(config, folder, resources.Gpus, own));

    /// <param name="wanted">GPUs, where whoever starts it chooses them.</param>
    /// <param name="gpus">Leased; empty for the processor.</param>
    private LaunchPlan Plan(ServingConfig config, string logFolder, int wanted, IReadOnlyList<GpuDevice> gpus)
    {
        var context = Context with { ConfigPath = Path.Combine(logFolder, EngineConfigFile.FileName) };
        var commandLine = new EngineCommandLine(Definition);
        EngineFile[] files = commandLine.ConfigFile(config, context) is { } text ? [new(context.ConfigPath, text)] : [];
        return PlanOf(commandLine.Build(config, context), files, config, logFolder, wanted, gpus);
    }

    private LaunchPlan PlanOf(IReadOnlyList<string> arguments, EngineFile[] files, ServingConfig config, string logFolder, int wanted, IReadOnlyList<GpuDevice> gpus) => new()
    {
        Units =
        [
            new()
            {
                Name = "engine",
                FileName = Program,
                Arguments = arguments,
                Files = files,
                Environment = WithDevices(Variables(config), gpus),
                Secrets = Secrets,
                Stop = new(Definition.ShutdownSignal == "SIGINT" ? StopSignal.Interrupt : StopSignal.Terminate, Definition.ShutdownGrace),
                Container = Container is { } container ? container with { Gpus = [.. gpus], GpusElsewhere = wanted, Mounts = [.. container.Mounts, .. Models(), .. files.Select(file => new ContainerMount(file.Path, file.Path, ReadOnly: true)), .. container.Caches.Select(folder => ContainerMount.Kept(container.CachesOf(gpus), folder))] } : null,
            },
        ],
        EntryUnit = "engine",
        LogFolder = logFolder,
    };

    /// <summary>A process sees what it leased and nothing else; in a container of NVIDIA's the container engine sees to that, and counts anew.</summary>
    private IReadOnlyDictionary<string, string> WithDevices(IReadOnlyDictionary<string, string> variables, IReadOnlyList<GpuDevice> gpus)
    {
        if (Container is not null && gpus is [{ Maker: GpuMaker.Nvidia }, ..])
            return variables;
        var all = new Dictionary<string, string>(variables);
        foreach (var (name, value) in GpuVisibility.Variables(gpus))
            all[name] = value;
        return all;
    }

    /// <summary>Every file of the model at the place that it has on this machine, so that a command line is the same in a container; read-only.</summary>
    private IEnumerable<ContainerMount> Models() =>
        Context.VariantPaths.Values.Append(Context.ModelPath).Append(Context.DraftModelPath ?? "")
            .Where(Path.IsPathFullyQualified).Distinct().Select(file => new ContainerMount(file, file, ReadOnly: true));

    public IReadOnlyDictionary<string, string> Variables(ServingConfig config)
    {
        var variables = new SortedDictionary<string, string>(Environment.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, value) in new EngineCommandLine(Definition).Environment(config))
            variables[name] = value;
        return variables;
    }
}
