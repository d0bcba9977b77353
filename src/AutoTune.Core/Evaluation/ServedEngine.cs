using AutoTune.Engines;
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

    /// <summary>Host and port are the launcher's placeholders.</summary>
    public required CommandContext Context { get; init; }

    /// <summary>Of the baseline, outside the space.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <param name="logFolder">Full path.</param>
    public LaunchPlan Plan(ServingConfig config, string logFolder) => new()
    {
        Units =
        [
            new()
            {
                Name = "engine",
                FileName = Program,
                Arguments = Arguments(config),
                Environment = Variables(config),
                Stop = new(Definition.ShutdownSignal == "SIGINT" ? StopSignal.Interrupt : StopSignal.Terminate, Definition.ShutdownGrace),
            },
        ],
        EntryUnit = "engine",
        LogFolder = logFolder,
    };

    public IReadOnlyList<string> Arguments(ServingConfig config) => new EngineCommandLine(Definition).Build(config, Context);

    public IReadOnlyDictionary<string, string> Variables(ServingConfig config)
    {
        var variables = new SortedDictionary<string, string>(Environment.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, value) in new EngineCommandLine(Definition).Environment(config))
            variables[name] = value;
        return variables;
    }
}
