namespace AutoTune.Engines;

/// <summary>How far an engine's start has come, as its own log tells.</summary>
public enum StartPhase
{
    Loading,
    Warming,
    Serving,
}
