using AutoTune.SearchSpaces;

namespace AutoTune.Trials;

/// <summary>The study's history: append-only, in this order it is replayed to resume and to report.</summary>
public abstract record StudyEvent
{
    private StudyEvent()
    {
    }

    public required DateTimeOffset At { get; init; }

    /// <param name="Identity">SHA-256 of everything but the budget; another one is another study.</param>
    public sealed record StudyOpened(string Identity, string StudyText, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Warnings) : StudyEvent;

    /// <summary>A process took the study up (again).</summary>
    public sealed record SessionStarted(string Version, IReadOnlyDictionary<string, string> Budget) : StudyEvent;

    /// <param name="SeenPosition">Store position that the strategy saw.</param>
    public sealed record TrialAsked(int Trial, ServingConfig Config, TrialOrigin Origin, long SeenPosition) : StudyEvent;

    public sealed record LaunchBegun(int Trial, int Launch, LaunchPurpose Purpose, Goal Goal) : StudyEvent;

    public sealed record LaunchSaw(int Trial, int Launch, LaunchEvent Seen) : StudyEvent;

    /// <param name="Seconds">Engine-seconds that it took.</param>
    public sealed record LaunchEnded(int Trial, int Launch, TrialOutcome Outcome, double Seconds) : StudyEvent;

    /// <summary>The finals' steps, as they are decided.</summary>
    public sealed record FinalsDecided(FinalsDecision Decision) : StudyEvent;

    public sealed record StudyFinished(StudyVerdict Verdict) : StudyEvent;

    public sealed record StudyInterrupted(string Why) : StudyEvent;
}

public enum LaunchPurpose
{
    Search,
    Remeasure,
    Comparison,
    Confirmation,

    /// <summary>On a further workload.</summary>
    Also,
}

/// <summary>Where a configuration came from.</summary>
/// <param name="Kind"><c>baseline</c>, <c>vendor default</c>, <c>recipe</c>, <c>random</c>, <c>mutation</c>, <c>crossover</c>, …</param>
/// <param name="Detail">In words: the recipe's name, what was changed.</param>
public sealed record TrialOrigin(string Kind, IReadOnlyList<int> Parents, string Detail);
