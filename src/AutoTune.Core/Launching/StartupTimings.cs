namespace AutoTune.Launching;

/// <summary>How long after the launch began each step was reached; null where it never was.</summary>
public sealed record StartupTimings
{
    /// <summary>Every unit's program was running.</summary>
    public required TimeSpan Spawn { get; init; }

    public TimeSpan? FirstLogLine { get; init; }

    public TimeSpan? Health { get; init; }

    public TimeSpan? ModelListed { get; init; }

    /// <summary>The first request was answered: ready.</summary>
    public TimeSpan? Smoke { get; init; }
}
