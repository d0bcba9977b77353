namespace AutoTune.Cli;

/// <summary>What scripts hold on to.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A defect of AutoTune; the message says what to report.</summary>
    public const int InternalError = 1;

    public const int BadInput = 2;

    /// <summary>This machine lacks something: an engine, a container runtime, disk.</summary>
    public const int MachineLacks = 3;

    /// <summary>Finished, but no configuration meets the SLOs.</summary>
    public const int Infeasible = 4;

    /// <summary>Finished, and no configuration was measured: whether one meets the SLOs is not known.</summary>
    public const int Unmeasured = 5;

    /// <summary>An engine that was tried on this machine is otherwise than its file says.</summary>
    public const int Differs = 6;

    /// <summary>Resumable.</summary>
    public const int Interrupted = 130;
}
