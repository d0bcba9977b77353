namespace AutoTune.Provisioning;

/// <summary>No llama-server here, and none could be fetched; the message says why and how to install one on this system.</summary>
public sealed class EngineNotInstalledException(string message, Exception? inner = null) : Exception(message, inner);
