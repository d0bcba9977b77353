namespace AutoTune.Cli.Composition;

/// <summary>What the command line says over the study file; kept beside the results, so that resuming means the same study.</summary>
internal sealed record StudyOptions
{
    public string? Name { get; init; }

    public int? Trials { get; init; }

    /// <summary>Seconds.</summary>
    public double? Time { get; init; }

    public ulong? Seed { get; init; }

    public string? Strategy { get; init; }

    public string? Launcher { get; init; }

    /// <summary>The only one of the study's engines that is looked at; null for all.</summary>
    public string? Engine { get; init; }

    /// <summary>These options where they say something, else those of <paramref name="earlier"/>.</summary>
    public StudyOptions Over(StudyOptions earlier) => new()
    {
        Name = Name ?? earlier.Name,
        Trials = Trials ?? earlier.Trials,
        Time = Time ?? earlier.Time,
        Seed = Seed ?? earlier.Seed,
        Strategy = Strategy ?? earlier.Strategy,
        Launcher = Launcher ?? earlier.Launcher,
        Engine = Engine ?? earlier.Engine,
    };
}

/// <summary>Where a study came from.</summary>
/// <param name="File">Full path, or the name of a built-in study; names in the study are relative to it.</param>
internal sealed record StudyOrigin(string File, StudyOptions Options);
