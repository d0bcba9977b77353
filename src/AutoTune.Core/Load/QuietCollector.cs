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

    /// <summary>Of a closed loop, whose number of requests is the server's doing.</summary>
    private const int RequestsPerUser = 2;

    /// <param name="planned">Of an open loop.</param>
    public QuietCollector(ProbePlan plan, IReadOnlyList<PlannedRequest> planned)
    {
        GC.Collect();
        try
        {
            _started = GC.TryStartNoGCRegion(Math.Clamp(plan.Concurrency is { } users ? OfUsers(users, plan.Stream.Workload) : OfRequests(planned), Least, Most));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidOperationException)
        {
            // Too much for this machine, or another probe of this process is at it: collections may happen, and are seen in the read lag.
        }
    }

    private static long OfRequests(IEnumerable<PlannedRequest> planned) => planned.Sum(request => BytesPerRequest + request.OutputTokens * BytesPerToken);

    private static long OfUsers(int users, Workload workload) => 4 * Least + RequestsPerUser * users * (long)(BytesPerRequest + workload.Output.Mean() * BytesPerToken);

    public void Dispose()
    {
        if (_started && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
    }
}
