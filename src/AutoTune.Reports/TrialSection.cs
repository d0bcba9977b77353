using System.Text.Json.Serialization;

namespace AutoTune.Reports;

[JsonConverter(typeof(SnakeCaseEnum<TrialState>))]
public enum TrialState { Running, Completed, Pruned, Failed, NotMeasured }

public sealed record TrialSection
{
    public required int Number { get; init; }
    public required TrialState Outcome { get; init; }
    public required TrialOrigin Origin { get; init; }
    public string? Engine { get; init; }

    /// <summary>Active parameters only, in the space's order.</summary>
    public required IReadOnlyDictionary<string, SettingValue> Config { get; init; }

    /// <summary>As it can be pasted into a shell.</summary>
    public string? LaunchCommand { get; init; }

    /// <summary>By name; may be partial for a pruned trial.</summary>
    public required IReadOnlyDictionary<string, Metric> Metrics { get; init; }

    /// <summary>Time with its engine running, all launches.</summary>
    public required double EngineSeconds { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Why it was pruned or not measured.</summary>
    public string? Why { get; init; }

    /// <summary>What keeps its capacity from being higher, in words; absent where nothing tells.</summary>
    public string? Bound { get; init; }

    /// <summary>What its answers are worth, in words; absent without a gate.</summary>
    public string? Quality { get; init; }

    public TrialFailure? Failure { get; init; }
    public required IReadOnlyList<LaunchSection> Launches { get; init; }
}

[JsonConverter(typeof(SnakeCaseEnum<OriginKind>))]
public enum OriginKind { Baseline, VendorDefault, Recipe, Random, Mutation, Crossover, Model, Other }

/// <param name="Name">A recipe's name, or how the proposal is called.</param>
/// <param name="Source">Where a recipe comes from.</param>
/// <param name="Parents">Trial numbers.</param>
/// <param name="Reason">The strategy's reason, in words.</param>
public sealed record TrialOrigin(
    OriginKind Kind,
    IReadOnlyList<int> Parents,
    string? Name = null,
    string? Source = null,
    string? Reason = null);

/// <param name="Class">Such as oom_kv.</param>
/// <param name="Policy">What the study did about it, such as infeasible.</param>
/// <param name="Evidence">The log line, or what was seen.</param>
/// <param name="Advice">What the class means for the user, in a sentence.</param>
public sealed record TrialFailure(string Class, string Policy, string Evidence, string? Advice = null);

/// <summary>One start of a trial's configuration.</summary>
public sealed record LaunchSection
{
    public required int Number { get; init; }

    /// <summary>Such as "search", "found again", "pair 2", "confirmation".</summary>
    public required string Purpose { get; init; }

    /// <summary>Its probes are none of the study's own workload.</summary>
    public bool OnOtherWorkload { get; init; }

    /// <summary>From start to ready, by phase.</summary>
    public required IReadOnlyList<StartUpPhase> StartUp { get; init; }

    public required IReadOnlyList<ProbeSection> Probes { get; init; }

    /// <summary>The last lines of the engine's log, secrets removed.</summary>
    public string? LogTail { get; init; }

    public string? LogFile { get; init; }
}

public sealed record StartUpPhase(string Phase, double Seconds);
