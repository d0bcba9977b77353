namespace AutoTune.Launching;

/// <summary>A launch or a stop that went wrong for a reason that no configuration explains.</summary>
public class LaunchException(string message, Exception? inner = null) : Exception(message, inner);
