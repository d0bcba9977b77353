namespace AutoTune.Cli.Json;

/// <summary>What <c>doctor --acceptance --json</c> prints, and the bundle holds.</summary>
internal sealed record AcceptanceDocument
{
    /// <summary>Nothing failed, and nothing is otherwise than the engine's file says.</summary>
    public bool Accepted => Findings.All(finding => finding.State is "ok" or "note");

    /// <summary>Every starting point was tried within the time.</summary>
    public bool Complete => Starts.Count == StartingPoints;

    /// <summary>That there are: the vendor's default and the recipes that may start here.</summary>
    public required int StartingPoints { get; init; }

    public required string Engine { get; init; }

    public required string Title { get; init; }

    public required string Version { get; init; }

    /// <summary>By digest where it has one; null for a program of the machine.</summary>
    public string? Image { get; init; }

    public required string Study { get; init; }

    public required string Model { get; init; }

    public required int Gpus { get; init; }

    /// <summary>Its id in the catalogue; null where it is not known, and for the processor.</summary>
    public string? Gpu { get; init; }

    public required IReadOnlyDictionary<string, string> Machine { get; init; }

    public required double Minutes { get; init; }

    /// <summary>States are <c>ok</c>, <c>note</c>, <c>differs</c> and <c>failed</c>.</summary>
    public required IReadOnlyList<DoctorFinding> Findings { get; init; }

    public required IReadOnlyList<AcceptedStart> Starts { get; init; }

    /// <summary>Null where none was found.</summary>
    public AcceptedCapacity? Capacity { get; init; }

    /// <summary>Full path of the bundle; null inside it.</summary>
    public string? Bundle { get; init; }
}

/// <param name="What">As it comes, or the name of a recipe.</param>
/// <param name="OffGib">Of one GPU's cache: logged minus predicted.</param>
/// <param name="ErrorGib">The memory model's own standard deviation of it.</param>
/// <param name="MemoryUsedGib">On the fullest card, while it waits for requests.</param>
internal sealed record AcceptedStart(
    string What, string Settings, IReadOnlyList<string> Command, double? SecondsToFirstAnswer, string? Failure, string? Evidence, long? KvTokensLogged, long? KvTokensPredicted, double? OffGib, double? ErrorGib, double? MemoryUsedGib);

/// <param name="What">As it comes, or the name of a recipe: the first that served.</param>
/// <param name="Value">Requests/s; low and high are its 95 % interval.</param>
internal sealed record AcceptedCapacity(string What, double Value, double Low, double High, double? Predicted, double? TtftMs, double? TtftMsPredicted, double? TpotMs, double? TpotMsPredicted);
