using AutoTune.Engines;

namespace AutoTune.Launching;

/// <summary>How a unit ended: by a code or by a signal; neither where the system did not tell.</summary>
public sealed record DeploymentExit(string Unit, int? ExitCode, int? Signal)
{
    public ProcessExit Process => new(ExitCode, Signal);
}
