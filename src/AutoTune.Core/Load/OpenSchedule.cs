namespace AutoTune.Load;

/// <summary>An absolute schedule: a request goes out when it is due, whatever became of those before it. Whoever drives it calls <see cref="SendDue"/> again and again from one thread.</summary>
internal sealed class OpenSchedule(ProbeRun run, IReadOnlyList<PlannedRequest> planned, Func<StreamingRequest, Task> send)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _next;

    /// <summary>All were sent, or the probe was cut.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts what is due by now.</summary>
    /// <returns>How long until the next; null when there is none.</returns>
    public TimeSpan? SendDue()
    {
        if (_ended.Task.IsCompleted)
            return null;
        try
        {
            return Next();
        }
        catch (Exception e)
        {
            _ended.SetException(e);
            return null;
        }
    }

    private TimeSpan? Next()
    {
        while (_next < planned.Count && !run.Cut.IsCancellationRequested)
        {
            var request = planned[_next];
            if (request.Scheduled >= run.WindowEnd)
                run.CloseWindow();
            if (request.Scheduled - run.Clock.Now is var left && left > TimeSpan.Zero)
                return left;
            _next++;
            _ = run.Start(_ => request, send);
        }

        run.CloseWindow();
        _ended.SetResult();
        return null;
    }
}
