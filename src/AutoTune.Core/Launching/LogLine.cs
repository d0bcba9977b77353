namespace AutoTune.Launching;

/// <summary>A line of a unit's output, both streams in the order in which they were written.</summary>
public sealed record LogLine(string Unit, DateTimeOffset At, string Text);
