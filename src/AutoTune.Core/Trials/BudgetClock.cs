using AutoTune.Studies;

namespace AutoTune.Trials;

/// <summary>Counts a study's time: from each session's first launch, so that downloads and pauses between sessions are free.</summary>
public sealed class BudgetClock(Budget budget, TimeSpan usedBefore, TimeProvider clock)
{
    /// <summary>Of the time that a launch may take, what its probes may: the rest is its start, its stop, and what still runs at a probe's end.</summary>
    public const double MeasuringShare = 0.8;

    private long? _firstLaunch;

    public TimeSpan Used => usedBefore + (_firstLaunch is { } first ? clock.GetElapsedTime(first) : TimeSpan.Zero);

    /// <summary>Null where time is not limited; never negative.</summary>
    public TimeSpan? Left => budget.Time is { } total ? TimeSpan.FromTicks(Math.Max(0, (total - Used).Ticks)) : null;

    public void LaunchBegins() => _firstLaunch ??= clock.GetTimestamp();

    public bool AllowsTrial(int asked) => budget.Trials is not { } trials || asked < trials;

    /// <summary>A token that is cancelled when only <paramref name="reserve"/> is left, or with <paramref name="ct"/>.</summary>
    public CancellationTokenSource CancelAt(TimeSpan reserve, CancellationToken ct)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (Left is not { } left)
            return source;
        var rest = left - reserve;
        if (rest <= TimeSpan.Zero)
            source.Cancel();
        else
            CancelAfter(source, rest);
        return source;
    }

    private void CancelAfter(CancellationTokenSource source, TimeSpan rest)
    {
        var timer = clock.CreateTimer(static state => Cancel((CancellationTokenSource)state!), source, rest, Timeout.InfiniteTimeSpan);
        source.Token.Register(static state => ((ITimer)state!).Dispose(), timer);
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work ended before its time did.
        }
    }
}
