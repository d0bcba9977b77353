using System.Collections.Immutable;
using AutoTune.Yaml;

namespace AutoTune.Exports;

/// <summary>One command, service or container of a file that was read; which of them is the engine is the matcher's question.</summary>
/// <param name="Name">For messages: <c>`mkdir`</c>, <c>service `chat`</c>.</param>
/// <param name="ArgumentPositions">One for each argument of <paramref name="Command"/>.</param>
public sealed record LaunchCandidate(string Name, SourcePosition Position, LaunchCommand Command, ImmutableArray<SourcePosition> ArgumentPositions)
{
    /// <summary>What is wrong with it or left out of it, said only where it turns out to be the engine.</summary>
    public ImmutableArray<Diagnostic> Notes { get; init; } = [];

    internal ImmutableArray<SourcePosition> TokenPositions => Command.Program is null ? ArgumentPositions : [Position, .. ArgumentPositions];
}
