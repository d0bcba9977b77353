namespace AutoTune.Launching;

/// <summary>Starts an engine: as a child process, in containers, or by a user's own commands.</summary>
public interface ILauncher
{
    /// <summary>As a study names it.</summary>
    string Name { get; }

    /// <summary>Returns once everything is started, which is not yet ready.</summary>
    /// <exception cref="LaunchException">It could not be started for a reason that is not the configuration's.</exception>
    Task<IDeployment> LaunchAsync(LaunchPlan plan, CancellationToken ct);
}
