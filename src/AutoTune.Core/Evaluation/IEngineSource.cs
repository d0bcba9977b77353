using AutoTune.Engines;
using AutoTune.Launching;
using AutoTune.Provisioning;

namespace AutoTune.Evaluation;

/// <summary>Where engines come from: programs of this machine, or images.</summary>
public interface IEngineSource
{
    /// <summary>Gets an engine here, outside of every budget, and asks it what it is.</summary>
    /// <exception cref="EngineNotInstalledException">It is not here and could not be fetched.</exception>
    Task<EngineProgram> ProvideAsync(EngineDefinition engine, CancellationToken ct);
}

/// <summary>An engine that is here.</summary>
/// <param name="Program">What is started.</param>
/// <param name="Version">As the engine says it.</param>
/// <param name="Help">Null where it tells nothing of its flags.</param>
public sealed record EngineProgram(string Program, string Version, string? Help)
{
    /// <summary>What each of its containers has, without the model and devices; null for a program of this machine.</summary>
    public ContainerSettings? Container { get; init; }

    /// <summary>As it was asked for, with its tag; null for a program of this machine.</summary>
    public string? ImageName { get; init; }

    /// <summary>The line of <c>--version</c> that says the version.</summary>
    public static string VersionOf(EngineDefinition engine, string? text)
    {
        var lines = text?.Split('\n') ?? [];
        var line = lines.FirstOrDefault(line => line.Contains("version", StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault();
        return $"{Path.GetFileName(engine.Program)} {line?.Replace("version:", "", StringComparison.OrdinalIgnoreCase).Trim() ?? "of unknown version"}";
    }
}
