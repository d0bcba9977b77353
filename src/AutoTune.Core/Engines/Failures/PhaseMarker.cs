using System.Text.RegularExpressions;

namespace AutoTune.Engines;

/// <summary>A line by which an engine says that a phase of its start has begun.</summary>
public sealed record PhaseMarker(string Engine, StartPhase Begins, Regex Match, string Example);
