using AutoTune.Trials;

namespace AutoTune.Cli.Display;

/// <summary>Shows a running study to people; always on standard error.</summary>
internal interface IStudyDisplay : IProgress<StudyEvent>, IProgress<TrialProgress>, IAsyncDisposable
{
    /// <summary>Downloads, models, anything before the first launch.</summary>
    IProgress<string> Preparing { get; }

    /// <summary>Called once, before the first launch.</summary>
    void Begin(StudyHistory history, BudgetClock budget);
}
