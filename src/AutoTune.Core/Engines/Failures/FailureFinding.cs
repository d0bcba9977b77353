using AutoTune.Trials;

namespace AutoTune.Engines;

/// <summary>A failure that was recognised, and what shows it.</summary>
/// <param name="Evidence">The line of the log that tells the cause, else how the process ended and the end of its log.</param>
/// <param name="Line">Number of that line, from 1; 0 where no single line tells.</param>
public sealed record FailureFinding(FailureClass Class, string Evidence, int Line);
