namespace AutoTune.Trials;

/// <summary>Writes events to the store and keeps the history in step; the store is always first.</summary>
public sealed class StudyRecorder(ITrialStore store, string study, StudyHistory history, TimeProvider clock, IProgress<StudyEvent> display)
{
    public string Study { get; } = study;

    public StudyHistory History { get; } = history;

    public DateTimeOffset Now => clock.GetUtcNow();

    public async Task RecordAsync(StudyEvent happened, CancellationToken ct)
    {
        var position = await store.AppendAsync(Study, happened, ct);
        History.Apply(new(position, happened));
        display.Report(happened);
    }
}
