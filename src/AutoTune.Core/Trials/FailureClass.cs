namespace AutoTune.Trials;

/// <summary>A kind of failure, from the catalogue.</summary>
/// <param name="Learned">One sentence: what the search takes from it; empty for nothing.</param>
public sealed record FailureClass(string Name, FailurePolicy Policy, FailureRetry Retry, string Learned);

/// <summary>What a failure means for the study.</summary>
public enum FailurePolicy
{
    /// <summary>The configuration cannot work: the search learns it.</summary>
    Infeasible,

    /// <summary>The surroundings were at fault: tried again without penalty.</summary>
    Environment,

    /// <summary>Proves nothing: a start time-out.</summary>
    Censored,

    /// <summary>The same for every candidate of this engine.</summary>
    FatalEngine,

    /// <summary>The same for every candidate: the study stops.</summary>
    FatalRun,

    /// <summary>The server works; recorded with the measurement.</summary>
    Annotate,
}

public enum FailureRetry
{
    No,
    Once,
    Yes,
}
