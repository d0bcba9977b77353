namespace AutoTune.Trials;

/// <summary>Whether the same configuration is launched again after a failure.</summary>
public enum Retry
{
    No,
    Once,
    Yes,
}
