namespace AutoTune.Engines;

/// <summary>A file that an engine reads at its start.</summary>
/// <param name="Path">Full path; a container sees it there, too.</param>
public sealed record EngineFile(string Path, string Text);
