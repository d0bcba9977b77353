namespace AutoTune.Capacity;

/// <summary>Whether an engine is idle again, from how long single tokens take, asked for one after the other.</summary>
/// <remarks>
/// A queue that is worked off lets answers come ever sooner. So an engine is idle when it answers about as promptly as it ever did,
/// and also when its answers have stopped to get better: on a busy host, the promptest that it ever was may have been luck.
/// </remarks>
internal sealed class Promptness
{
    private const double PromptEnough = 2;

    /// <summary>Answers of which the later ones are compared with the earlier ones.</summary>
    private const int Half = 5;

    /// <summary>Of the earlier ones' median: as good as no gain, for answers whose times differ by themselves.</summary>
    private const double NoGain = 0.8;

    private static readonly TimeSpan AlwaysPrompt = TimeSpan.FromMilliseconds(50);

    private readonly List<TimeSpan> _recent = [];
    private TimeSpan _promptest = TimeSpan.MaxValue;

    /// <summary>A new wait; what was ever the promptest stays known.</summary>
    public void Begin() => _recent.Clear();

    /// <summary>The very first answer is compared with nothing, and warms up.</summary>
    public bool IsIdleAfter(TimeSpan took)
    {
        var isFirst = _promptest == TimeSpan.MaxValue;
        if (took < _promptest)
            _promptest = took;
        _recent.Add(took);
        return !isFirst && (took <= AlwaysPrompt || took <= _promptest * PromptEnough || GetsNoBetter());
    }

    private bool GetsNoBetter() => _recent.Count >= 2 * Half && Median(_recent[^Half..]) >= Median(_recent[^(2 * Half)..^Half]) * NoGain;

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
