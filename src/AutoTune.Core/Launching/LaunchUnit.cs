using AutoTune.Engines;

namespace AutoTune.Launching;

/// <summary>One program of a deployment.</summary>
/// <remarks>
/// In arguments and values of the environment <c>{port}</c> and <c>{host}</c> stand for the fresh port and the address that the
/// launcher gives this unit, <c>{port:NAME}</c> and <c>{host:NAME}</c> for those of another unit.
/// </remarks>
public sealed record LaunchUnit
{
    /// <summary>Unique in its plan; letters, digits, '.', '_' and '-'.</summary>
    public required string Name { get; init; }

    /// <summary>A path, or the name of a program on PATH. In a container, used only where the image has no entry point of its own.</summary>
    public required string FileName { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Added to AutoTune's own environment, of which variables with secret names are left out.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Variables that reach the unit like those of <see cref="Environment"/>, and whose values no log, journal or file of AutoTune ever holds.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Written before it starts; a container sees them at the same places.</summary>
    public IReadOnlyList<EngineFile> Files { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    public required StopPolicy Stop { get; init; }

    /// <summary>For launchers that make containers; the others do not look at it.</summary>
    public ContainerSettings? Container { get; init; }
}
