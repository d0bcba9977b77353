namespace AutoTune.Load;

/// <summary>Time since a probe's start, from the monotonic clock.</summary>
internal sealed class ProbeClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    public TimeSpan Now => time.GetElapsedTime(_origin);
}
