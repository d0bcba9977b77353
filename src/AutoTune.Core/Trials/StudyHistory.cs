using AutoTune.SearchSpaces;

namespace AutoTune.Trials;

/// <summary>A study's events folded into its present state: what resuming, finals, status and reports read.</summary>
public sealed class StudyHistory
{
    private readonly List<TrialHistory> _trials = [];
    private readonly List<FinalsDecision> _decisions = [];
    private readonly List<SessionHistory> _sessions = [];

    public StudyEvent.StudyOpened? Opened { get; private set; }

    /// <summary>By number, without gaps; 0 is the baseline.</summary>
    public IReadOnlyList<TrialHistory> Trials => _trials;

    public IReadOnlyList<FinalsDecision> Decisions => _decisions;

    public IReadOnlyList<SessionHistory> Sessions => _sessions;

    public StudyVerdict? Verdict { get; private set; }

    /// <summary>Why the last session ended before its time; null while one runs or after the verdict.</summary>
    public string? Interrupted { get; private set; }

    /// <summary>Store position of the last event; 0 before the first.</summary>
    public long Position { get; private set; }

    public DateTimeOffset? LastEventAt { get; private set; }

    public double EngineSeconds => _trials.Sum(trial => trial.Launches.Sum(launch => launch.Seconds));

    /// <summary>Time that counts against the budget: in every session from its first launch to its last event.</summary>
    public TimeSpan ActiveTime => _sessions.Aggregate(TimeSpan.Zero, (sum, session) => sum + session.Active);

    public static async Task<StudyHistory> LoadAsync(ITrialStore store, string study, CancellationToken ct)
    {
        var history = new StudyHistory();
        await foreach (var stored in store.ReadAsync(study, afterPosition: 0, ct))
            history.Apply(stored);
        return history;
    }

    public void Apply(StoredEvent stored)
    {
        Position = stored.Position;
        LastEventAt = stored.Event.At;
        if (stored.Event is not StudyEvent.SessionStarted && _sessions.Count > 0)
            _sessions[^1].Saw(stored.Event);
        Fold(stored.Event);
    }

    private void Fold(StudyEvent happened)
    {
        switch (happened)
        {
            case StudyEvent.StudyOpened opened:
                Opened = opened;
                break;
            case StudyEvent.SessionStarted session:
                _sessions.Add(new(session));
                Interrupted = null;
                break;
            case StudyEvent.TrialAsked asked:
                _trials.Add(new(asked.Trial, asked.Config, asked.Origin));
                break;
            case StudyEvent.LaunchBegun begun:
                _trials[begun.Trial].Begin(begun);
                break;
            case StudyEvent.LaunchSaw saw:
                _trials[saw.Trial].Launch(saw.Launch).See(saw);
                break;
            case StudyEvent.LaunchEnded ended:
                _trials[ended.Trial].Launch(ended.Launch).End(ended);
                break;
            case StudyEvent.FinalsDecided decided:
                _decisions.Add(decided.Decision);
                break;
            case StudyEvent.StudyFinished finished:
                Verdict = finished.Verdict;
                break;
            case StudyEvent.StudyInterrupted interrupted:
                Interrupted = interrupted.Why;
                break;
        }
    }
}

/// <summary>One process's work on a study.</summary>
public sealed class SessionHistory(StudyEvent.SessionStarted started)
{
    private DateTimeOffset? _firstLaunch;
    private DateTimeOffset _last = started.At;

    public StudyEvent.SessionStarted Started { get; } = started;

    public TimeSpan Active => _firstLaunch is { } first ? _last - first : TimeSpan.Zero;

    public void Saw(StudyEvent happened)
    {
        _last = happened.At;
        if (happened is StudyEvent.LaunchBegun)
            _firstLaunch ??= happened.At;
    }
}
