namespace AutoTune.Launching;

/// <summary>What is started for one trial; prefill, decode and router are units of one deployment.</summary>
public sealed record LaunchPlan
{
    public required IReadOnlyList<LaunchUnit> Units { get; init; }

    /// <summary>Name of the unit that takes the requests.</summary>
    public required string EntryUnit { get; init; }

    /// <summary>Each unit's output goes to <c>NAME.log</c> in this folder, which is created.</summary>
    public required string LogFolder { get; init; }

    /// <summary>Writes what the units read at their start.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal async Task WriteFilesAsync(CancellationToken ct)
    {
        foreach (var file in Units.SelectMany(unit => unit.Files))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
            await File.WriteAllTextAsync(file.Path, file.Text, ct);
        }
    }
}
