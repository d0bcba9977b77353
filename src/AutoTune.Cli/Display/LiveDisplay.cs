using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AutoTune.Cli.Display;

/// <summary>The terminal: what was decided scrolls by, what runs now stands below it.</summary>
internal sealed class LiveDisplay : IStudyDisplay
{
    /// <summary>Slow enough not to disturb what is measured on the same cores.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(500);

    private readonly IAnsiConsole _console;
    private readonly StudyLines _lines;
    private readonly Objective _objective;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _scroll = new();
    private StudyHistory? _history;
    private BudgetClock? _budget;
    private TrialProgress? _now;
    private string _preparing = "";
    private Task _loop = Task.CompletedTask;

    public LiveDisplay(IAnsiConsole console, StudyLines lines, Objective objective, TimeProvider clock)
    {
        (_console, _lines, _objective, _clock) = (console, lines, objective, clock);
        Preparing = new Status(this);
    }

    public IProgress<string> Preparing { get; }

    public void Begin(StudyHistory history, BudgetClock budget)
    {
        (_history, _budget) = (history, budget);
        _loop = Task.Run(LoopAsync, CancellationToken.None);
    }

    public void Report(StudyEvent value)
    {
        if (value is StudyEvent.LaunchSaw)
            return;
        if (_history is not null && _lines.Of(value, _history) is { } line)
            _scroll.Enqueue(line);
        if (value is StudyEvent.LaunchEnded)
            _now = null;
    }

    public void Report(TrialProgress value) => _now = value;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        Scroll();
        _end.Dispose();
    }

    private Task LoopAsync() => _console.Live(Now()).AutoClear(enabled: true).StartAsync(async live =>
    {
        while (!_end.IsCancellationRequested)
        {
            Scroll();
            live.UpdateTarget(Now());
            await Task.Delay(Refresh, _clock, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    });

    private void Scroll()
    {
        while (_scroll.TryDequeue(out var line))
            _console.MarkupLineInterpolated($"{line}");
    }

    private IRenderable Now()
    {
        if (_history is null || _budget is null)
            return new Text(_preparing);
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        grid.AddRow("[grey]now[/]", Markup.Escape(NowLine()));
        grid.AddRow("[grey]best[/]", Markup.Escape(BestLine()));
        grid.AddRow("[grey]trials[/]", Markup.Escape(TrialsLine()));
        return grid;
    }

    private string NowLine()
    {
        if (_now is not { } now)
            return "…";
        var attainment = now.AttainmentSoFar is { } share ? $", {share * 100:0} % within the SLO so far" : "";
        return $"trial {now.Trial}, launch {now.Launch}: {now.Phase}{attainment}";
    }

    private string BestLine()
    {
        var best = _history!.Trials
            .Select(trial => (trial.Number, Value: trial.Metric(_objective.Metric, LaunchPurpose.Search)))
            .Where(entry => entry.Value is { Value: > 0 })
            .OrderBy(entry => _objective.Direction == ObjectiveDirection.Maximize ? -entry.Value!.Value : entry.Value!.Value)
            .FirstOrDefault();
        return best.Value is null ? "nothing measured yet" : $"trial {best.Number}, {_objective.Metric} {StudyLines.Figure(best.Value)}";
    }

    private string TrialsLine()
    {
        var left = _budget!.Left is { } time ? $", {Duration(time)} left" : "";
        return $"{_history!.Trials.Count} asked{left}";
    }

    private static string Duration(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min" : $"{time.Minutes}:{time.Seconds:00} min";

    private sealed class Status(LiveDisplay display) : IProgress<string>
    {
        public void Report(string value)
        {
            display._preparing = value;
            display._console.MarkupLineInterpolated($"[grey]{value}[/]");
        }
    }
}
