using AutoTune.Load;

namespace AutoTune.Capacity;

/// <summary>Waits until an engine has worked off what an earlier probe left: requests that were cut off here may still queue there, and the next probe would wait behind them.</summary>
/// <remarks>Asks for single tokens until their times say that it is idle; works with any engine.</remarks>
internal sealed class Settling(ILoadGenerator load, LoadTarget target)
{
    /// <summary>In a row: such a server is not busy.</summary>
    private const int MostRefusals = 5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly Workload OneToken = new() { Input = new LengthDistribution.Fixed(24), Output = new LengthDistribution.Fixed(1) };

    private readonly Promptness _promptness = new();
    private int _asked;

    /// <returns>False where the engine still was busy after a minute, or answers nothing.</returns>
    public async Task<bool> SettleAsync(CancellationToken ct)
    {
        var started = load.Clock.GetTimestamp();
        var refusals = 0;
        _promptness.Begin();
        while (load.Clock.GetElapsedTime(started) < LongestWait && refusals < MostRefusals)
        {
            var took = await AskAsync(ct);
            if (took is { } now && _promptness.IsIdleAfter(now))
                return true;
            refusals = took is null ? refusals + 1 : 0;
            if (took is null)
                await Task.Delay(TimeSpan.FromMilliseconds(200), load.Clock, ct);
        }

        return false;
    }

    /// <returns>Null where no answer came.</returns>
    private async Task<TimeSpan?> AskAsync(CancellationToken ct)
    {
        var plan = new ProbePlan
        {
            Concurrency = target.Endpoint.Servers.Count,
            WarmUp = TimeSpan.Zero,
            Window = TimeSpan.FromMilliseconds(1),
            Drain = LongestWait,
            Stream = new(OneToken, --_asked, target.Seed),
            Template = target.Template,
            Prompts = target.Prompts,
        };
        var record = await load.RunAsync(plan, target.Endpoint, new PatientMonitor(), ct);
        // Each of several servers is asked once; the slowest of them has most to work off.
        return record.Requests.Count > 0 && record.Requests.All(request => request.End == RequestEnd.Completed) ? record.Requests.Max(request => request.LastToken - request.Scheduled) : null;
    }
}
