namespace AutoTune.Provisioning;

/// <summary>A program that AutoTune ran to its end failed, could not be started, or took too long; the message ends with the last lines it wrote.</summary>
public sealed class ToolFailedException(string message, Exception? inner = null) : Exception(message, inner);
