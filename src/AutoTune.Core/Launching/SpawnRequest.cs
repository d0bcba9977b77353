using Microsoft.Win32.SafeHandles;

namespace AutoTune.Launching;

internal sealed record SpawnRequest
{
    /// <summary>A path; no search on PATH.</summary>
    public required string FileName { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>All of it: nothing is inherited.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>Null: nothing to read.</summary>
    public SafeFileHandle? Input { get; init; }

    /// <summary>Takes output and errors; null: dropped.</summary>
    public SafeFileHandle? Output { get; init; }
}
