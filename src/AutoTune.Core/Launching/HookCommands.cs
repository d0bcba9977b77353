namespace AutoTune.Launching;

/// <summary>A user's own commands in the place of a launcher; each is a program and its arguments.</summary>
/// <param name="Logs">Empty where there is none.</param>
/// <param name="Timeout">Of start and stop, each.</param>
public sealed record HookCommands(IReadOnlyList<string> Start, IReadOnlyList<string> Stop, IReadOnlyList<string> Logs, TimeSpan Timeout);
