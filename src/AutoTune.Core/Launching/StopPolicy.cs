namespace AutoTune.Launching;

/// <summary>How a unit is asked to end, and how long it may take before it is forced.</summary>
public sealed record StopPolicy(StopSignal Signal, TimeSpan Grace)
{
    public static StopPolicy Default { get; } = new(StopSignal.Terminate, TimeSpan.FromSeconds(5));
}

/// <summary>Numbers as on Linux.</summary>
public enum StopSignal
{
    None = 0,
    Interrupt = 2,
    Terminate = 15,
}
