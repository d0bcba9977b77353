namespace AutoTune.FaultyEngine;

/// <summary>When the fake fails: a matter of the requests that came so far.</summary>
internal sealed class Faults(Flags flags, long started)
{
    private int _requests;
    private volatile bool _hung;

    public bool IsHung => _hung;

    public bool IsReady(TimeSpan slowStart) => flags.Fault switch
    {
        Fault.NeverReady => false,
        Fault.SlowStart => TimeProvider.System.GetElapsedTime(started) > slowStart,
        _ => true,
    };

    /// <returns>Whether this request's stream breaks off.</returns>
    public async Task<bool> OnRequestAsync(CancellationToken ct)
    {
        var number = Interlocked.Increment(ref _requests);
        switch (flags.Fault)
        {
            case Fault.DieAfter when number > flags.FaultCount:
                Console.Error.WriteLine($"faulty-engine: dies after {flags.FaultCount} requests, as it was told");
                Environment.FailFast(null);
                return false;
            case Fault.HangAfter when number > flags.FaultCount:
                _hung = true;
                await HangAsync(ct);
                return false;
            default:
                return flags.Fault == Fault.BreakStreams && number % 3 == 0;
        }
    }

    public Task HangAsync(CancellationToken ct) => Task.Delay(Timeout.InfiniteTimeSpan, ct);
}
