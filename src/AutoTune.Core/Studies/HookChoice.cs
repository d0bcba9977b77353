using System.Collections.Immutable;

namespace AutoTune.Studies;

/// <summary>A user's own commands that start and stop an engine where AutoTune has no launcher of its own: a cluster, a queue. Each is a program and its arguments; a relative file is relative to the study file.</summary>
public sealed record HookChoice
{
    /// <summary>Gets the candidate as JSON on its standard input; answers with where it will serve.</summary>
    public required ImmutableArray<string> Start { get; init; }

    /// <summary>Gets what <see cref="Start"/> answered; after it nothing of the candidate may run.</summary>
    public required ImmutableArray<string> Stop { get; init; }

    /// <summary>Prints the engine's log as it grows, and ends when the engine has ended; empty: an engine's end is only seen by its silence.</summary>
    public ImmutableArray<string> Logs { get; init; } = [];

    /// <summary>For start and stop each: waiting for a free node is part of it.</summary>
    public required TimeSpan Timeout { get; init; }
}
