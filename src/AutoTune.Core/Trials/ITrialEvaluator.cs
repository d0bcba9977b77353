namespace AutoTune.Trials;

/// <summary>Turns a configuration into an outcome: served, by a user's command, later by a queue of workers.</summary>
public interface ITrialEvaluator
{
    /// <param name="journal">Written and awaited before the next step, so a crash loses nothing that was seen.</param>
    /// <param name="display">Progress for people; never relied upon.</param>
    /// <exception cref="OperationCanceledException">Cancelled; no outcome is recorded.</exception>
    /// <exception cref="StudyStoppedException">What every further trial would meet too: disk full, container engine gone.</exception>
    Task<TrialOutcome> EvaluateAsync(TrialRequest request, ITrialJournal journal, IProgress<TrialProgress> display, CancellationToken ct);
}

/// <summary>Where an evaluator writes down what it sees, while it sees it.</summary>
public interface ITrialJournal
{
    Task RecordAsync(LaunchEvent seen, CancellationToken ct);
}

/// <summary>An unexpected failure that stops the study; resuming is free.</summary>
/// <param name="Remedy">What the user can do.</param>
public sealed class StudyStoppedException(string message, string remedy, Exception? inner = null) : Exception(message, inner)
{
    public string Remedy { get; } = remedy;
}

/// <summary>For display only.</summary>
/// <param name="Phase"><c>launching</c>, <c>one stream</c>, <c>probe 7.5 req/s</c>, …</param>
public sealed record TrialProgress(int Trial, int Launch, string Phase, double? Rate = null, double? AttainmentSoFar = null, double? Capacity = null);
