using System.Runtime;

namespace AutoTune.Load;

/// <summary>No garbage collection for the length of a probe, as far as its memory is foreseen: a pause would be read as the engine's.</summary>
internal sealed class QuietCollector : IDisposable
{
    private const long BytesPerRequest = 8 * 1024;
    private const long BytesPerToken = 32;
    private const long Least = 32L * 1024 * 1024;
    private const long Most = 1024L * 1024 * 1024;

    private readonly bool _started;

    /// <param name="planned">Null where their number is not known, as in a closed loop.</param>
    public QuietCollector(IReadOnlyList<PlannedRequest>? planned)
    {
        GC.Collect();
        var wanted = planned is null ? 4 * Least : planned.Sum(request => BytesPerRequest + request.OutputTokens * BytesPerToken);
        try
        {
            _started = GC.TryStartNoGCRegion(Math.Clamp(wanted, Least, Most));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidOperationException)
        {
            // Too much for this machine, or another probe of this process is at it: collections may happen, and are seen in the read lag.
        }
    }

    public void Dispose()
    {
        if (_started && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
    }
}
