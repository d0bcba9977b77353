using AutoTune.Engines;

namespace AutoTune.Launching;

/// <summary>How a unit ended: by a code or by a signal; neither where the system did not tell.</summary>
public sealed record DeploymentExit(string Unit, int? ExitCode, int? Signal)
{
    /// <summary>The launcher's own ground gave way (a container engine that is gone), which says nothing of the configuration; null otherwise.</summary>
    public string? Lost { get; init; }

    public ProcessExit Process => new(ExitCode, Signal);
}
