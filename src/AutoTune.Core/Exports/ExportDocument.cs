using System.Collections.Immutable;
using AutoTune.Engines;

namespace AutoTune.Exports;

/// <summary>A trial's configuration and what is known about it, ready to be written in any format.</summary>
public sealed record ExportDocument
{
    public required string Study { get; init; }

    public required int Trial { get; init; }

    /// <summary>Name of the engine: <c>llama-cpp</c>.</summary>
    public required string Engine { get; init; }

    public required string EngineVersion { get; init; }

    /// <summary>The process, as it was measured.</summary>
    public required LaunchCommand Native { get; init; }

    /// <summary>The same in a container: image, arguments with the paths inside, the model's folder as mount; null where the engine has no image.</summary>
    public LaunchCommand? Container { get; init; }

    /// <summary>The engine's configuration file, which the launches name, at its place beside the exports; null where it has none.</summary>
    public EngineFile? ConfigFile { get; init; }

    /// <summary>Flag that names a configuration file whose keys are the engine's flags; null where there is none.</summary>
    public string? ConfigFlag { get; init; }

    /// <summary>What was measured ran in a container of this image.</summary>
    public bool WasInContainer { get; init; }

    /// <summary>The model that is served: a file on this machine, or a hub id.</summary>
    public required string Model { get; init; }

    /// <summary>Lines for people: capacity with interval, rated capacity, launches, SLO, workload, machine, date.</summary>
    public required ImmutableArray<string> Figures { get; init; }

    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Flag that is followed by the address to listen on.</summary>
    public string HostFlag { get; init; } = "--host";

    public string PortFlag { get; init; } = "--port";

    /// <summary>Port inside the container.</summary>
    public int ContainerPort { get; init; } = 8080;

    /// <summary>Answers 200 once the engine is ready.</summary>
    public string HealthPath { get; init; } = "/health";

    /// <summary>The longest start that was seen; probes leave it three times that.</summary>
    public TimeSpan? StartUp { get; init; }

    /// <summary>Processors that the measured server had, its share where others ran beside it; null: not requested.</summary>
    public double? Cores { get; init; }

    /// <summary>That the measured engine could use; null: not requested.</summary>
    public long? MemoryBytes { get; init; }
}
