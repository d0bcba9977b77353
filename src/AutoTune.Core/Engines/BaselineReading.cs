using AutoTune.SearchSpaces;

namespace AutoTune.Engines;

/// <summary>What a person's command line means.</summary>
public sealed record BaselineReading
{
    public required ServingConfig Config { get; init; }

    /// <summary>The engine's space with room for the command line: ranges reach to its values, and what cannot be expressed (it is in <see cref="Raw"/>) is not searched.</summary>
    public required SpaceBranch Branch { get; init; }

    /// <summary>Arguments that are outside the space, verbatim and in their order; secrets are not among them.</summary>
    public required IReadOnlyList<string> Raw { get; init; }

    /// <summary>Entries of the engine's configuration file that are outside the space, as its text has them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RawConfig { get; init; } = [];

    /// <summary>Variables that are outside the space; secrets are not among them.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Null where the command line names none.</summary>
    public string? Model { get; init; }

    public string? DraftModel { get; init; }

    /// <summary>Precision that the engine makes of the model's own weights while it starts; null where it serves them as they are.</summary>
    public string? MadeWeights { get; init; }

    /// <summary>Words that are kept and say how weights are quantised; null where there are none.</summary>
    public string? KeptWeights { get; init; }

    /// <summary>Precision that the model's name says; null where it says none.</summary>
    public string? NamedWeights { get; init; }

    public int? Port { get; init; }

    /// <summary>Tokens that every request may have when all slots are full; null where it is the model's own.</summary>
    public int? Context { get; init; }

    /// <summary>Tokens that a single request may have; above <see cref="Context"/> where slots share one pool.</summary>
    public int? LargestRequest { get; init; }

    /// <summary>Sentences for people: what was kept as it is, and what was not.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Sentences for people: what no engine would take.</summary>
    public required IReadOnlyList<string> Errors { get; init; }
}
