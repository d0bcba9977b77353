namespace AutoTune.Load;

/// <summary>Time since a probe's start, from the monotonic clock.</summary>
internal sealed class ProbeClock(TimeProvider time)
{
    private long _origin = time.GetTimestamp();

    public TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>The probe starts now: making it ready took time that is not its own. Before anything was stamped.</summary>
    public void Restart() => _origin = time.GetTimestamp();
}
