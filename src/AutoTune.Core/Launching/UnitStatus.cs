namespace AutoTune.Launching;

/// <summary>One unit as it is now.</summary>
public sealed record UnitStatus
{
    public required string Name { get; init; }

    public required int ProcessId { get; init; }

    public required int Port { get; init; }

    /// <summary>The command line as it was started, placeholders replaced, secrets absent.</summary>
    public required IReadOnlyList<string> CommandLine { get; init; }

    public required string LogPath { get; init; }

    /// <summary>Null while it runs.</summary>
    public required DeploymentExit? Exit { get; init; }
}
