namespace AutoTune.Trials;

/// <summary>What a failure means for the search and for the study.</summary>
public enum FailurePolicy
{
    /// <summary>The configuration cannot be served here: the search learns from it.</summary>
    Infeasible,

    /// <summary>The surroundings failed, not the configuration: tried again without penalty.</summary>
    Environment,

    /// <summary>Given up before an answer was known: proves nothing about the configuration.</summary>
    Censored,

    /// <summary>Every configuration of this engine would fail alike: the engine leaves the study.</summary>
    FatalForEngine,

    /// <summary>Every configuration would fail alike: the study stops.</summary>
    FatalForRun,

    /// <summary>No failure: the server works, and the fact is recorded beside the measurement.</summary>
    Annotate,
}
