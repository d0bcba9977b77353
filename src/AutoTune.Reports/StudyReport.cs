namespace AutoTune.Reports;

/// <summary>One study as a plain document: what <c>report.json</c> holds and the page draws.</summary>
/// <remarks>Self-contained: nothing in it refers to the store. Members that do not apply are absent; only a metric's bounds can be null.</remarks>
public sealed record StudyReport
{
    public const int CurrentSchemaVersion = 1;

    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Shown above everything else, such as "made-up sample data".</summary>
    public string? Notice { get; init; }

    public required DateTimeOffset GeneratedAt { get; init; }
    public required StudySection Study { get; init; }

    /// <summary>Every metric that objectives, constraints, trials or probes name, primary objective first.</summary>
    public required IReadOnlyList<MetricDescription> Metrics { get; init; }

    /// <summary>The verdict in a few words and in full, as <see cref="VerdictSentence"/> composes them; <see cref="ReportWriter"/> fills them in.</summary>
    public string? Headline { get; init; }

    public string? Sentence { get; init; }

    /// <summary>Absent while the study runs or was interrupted.</summary>
    public VerdictSection? Verdict { get; init; }

    public Standing? Baseline { get; init; }

    /// <summary>What is exported: the baseline where it was kept; the best so far before the end.</summary>
    public Standing? Winner { get; init; }

    /// <summary>How much of the gain is weight precision; only where precision is searched.</summary>
    public PrecisionShare? PrecisionShare { get; init; }

    /// <summary>What the verdict rests on and does not say, one sentence each.</summary>
    public IReadOnlyList<string> Caveats { get; init; } = [];

    public required TrialCounts TrialCounts { get; init; }
    public required CostSection Cost { get; init; }
    public required IReadOnlyList<NextStep> NextSteps { get; init; }

    /// <summary>Numbers of the completed trials that no other beats in both objectives.</summary>
    public required IReadOnlyList<int> ParetoFront { get; init; }

    public required IReadOnlyList<ParameterSection> Parameters { get; init; }

    /// <summary>How <see cref="ParameterSection.Importance"/> was estimated, in a sentence.</summary>
    public string? ImportanceMethod { get; init; }

    public required IReadOnlyList<TrialSection> Trials { get; init; }
    public FinalsSection? Finals { get; init; }
    public required IReadOnlyList<FailureClassSection> Failures { get; init; }
    public required EnvironmentSection Environment { get; init; }
}
