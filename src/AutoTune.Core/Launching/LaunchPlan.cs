namespace AutoTune.Launching;

/// <summary>What is started for one trial; prefill, decode and router are units of one deployment.</summary>
public sealed record LaunchPlan
{
    public required IReadOnlyList<LaunchUnit> Units { get; init; }

    /// <summary>Name of the unit that takes the requests.</summary>
    public required string EntryUnit { get; init; }

    /// <summary>Each unit's output goes to <c>NAME.log</c> in this folder, which is created.</summary>
    public required string LogFolder { get; init; }
}
