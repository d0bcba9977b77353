using System.Collections.Immutable;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>What runs today, as far as its file says it.</summary>
/// <param name="Format">What the file was read as: <c>Compose file</c>.</param>
/// <param name="Engine">Name of the engine that it starts.</param>
/// <param name="Command">The arguments are the engine's own, behind whatever starts it.</param>
/// <param name="ArgumentPositions">One for each argument.</param>
public sealed record Baseline(string Format, string Engine, LaunchCommand Command, SourcePosition Position, ImmutableArray<SourcePosition> ArgumentPositions);
