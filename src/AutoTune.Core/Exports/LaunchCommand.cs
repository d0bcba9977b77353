using System.Collections.Immutable;
using AutoTune.Engines;

namespace AutoTune.Exports;

/// <summary>How an engine is started: what every launch format, written or read, carries.</summary>
public sealed record LaunchCommand
{
    /// <summary>Name or path of the program; null where the image's own entry point is meant.</summary>
    public string? Program { get; init; }

    /// <summary>Container image; null for a process.</summary>
    public string? Image { get; init; }

    /// <summary>As the program receives them: unquoted, variables replaced.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    public ImmutableSortedDictionary<string, string> Environment { get; init; } = EmptyEnvironment;

    /// <summary>Variables that the engine takes from whoever starts it: secrets, whose values are neither kept nor written.</summary>
    public ImmutableSortedSet<string> PassedEnvironment { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Folder that relative paths start from; null: that of whoever starts it.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Port on the host of a published container; null where none is published or the arguments say it.</summary>
    public int? Port { get; init; }

    public ImmutableArray<Mount> Mounts { get; init; } = [];

    /// <summary>Of one server. 0: none; null: all that the machine has.</summary>
    public int? Gpus { get; init; } = 0;

    /// <summary>What its container may use and needs; written, and not read back: a trial has what the study says.</summary>
    public ContainerNeeds Needs { get; init; } = ContainerNeeds.None;

    /// <summary>Equal servers that share the load.</summary>
    public int Replicas { get; init; } = 1;

    public static ImmutableSortedDictionary<string, string> EmptyEnvironment { get; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The program (where there is one) and its arguments.</summary>
    internal ImmutableArray<string> Tokens => Program is null ? Arguments : [Program, .. Arguments];
}

/// <summary>A folder or file of the host inside a container.</summary>
public sealed record Mount(string Source, string Target, bool ReadOnly);
