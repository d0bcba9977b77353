using AutoTune.Trials;

namespace AutoTune.Cli.Display;

/// <summary>Lines for a pipe or a log.</summary>
internal sealed class PlainDisplay(TextWriter output, StudyLines lines) : IStudyDisplay
{
    private StudyHistory? _history;
    private BudgetClock? _budget;

    public IProgress<string> Preparing => new Lines(output);

    public void Begin(StudyHistory history, BudgetClock budget) => (_history, _budget) = (history, budget);

    public void Report(StudyEvent value)
    {
        if (_history is not null && lines.Of(value, _history) is { } line)
            output.WriteLine(value is StudyEvent.LaunchEnded && _budget?.Left is { } left ? $"{line}, {left.TotalSeconds:0} s left" : line);
    }

    public void Report(TrialProgress value)
    {
        // Phases pass quickly; what they lead to has a line of its own.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Lines(TextWriter output) : IProgress<string>
    {
        public void Report(string value) => output.WriteLine(value);
    }
}
