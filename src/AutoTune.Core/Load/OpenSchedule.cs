namespace AutoTune.Load;

/// <summary>An absolute schedule: a request goes out when it is due, whatever became of those before it. Whoever drives it calls <see cref="SendDue"/> again and again from one thread.</summary>
internal sealed class OpenSchedule(ProbeRun run, IReadOnlyList<PlannedRequest> planned, Func<StreamingRequest, Task> send)
{
    /// <summary>Turns that are not known yet are looked for this often; nobody thinks for less.</summary>
    private static readonly TimeSpan LongestWait = Conversation.LeastThink / 2;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly PriorityQueue<PlannedRequest, TimeSpan> _turns = new();
    private readonly bool _converses = planned.Count > 0 && planned[0].Session is not null;
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
        while (!run.Cut.IsCancellationRequested && (_converses || _next < planned.Count))
        {
            var request = Earliest();
            if (IsWindowSent(request))
                run.CloseWindow();
            var left = request is null ? LongestWait : request.Scheduled - run.Clock.Now;
            if (left > TimeSpan.Zero)
                return _converses && left > LongestWait ? LongestWait : left;
            var taken = Take(request!);
            _ = run.Start(index => _converses ? taken with { Index = index } : taken, _converses ? SendTurnAsync : send);
        }

        run.CloseWindow();
        _ended.SetResult();
        return null;
    }

    /// <summary>The earliest of all comes after the window. Planned requests come in their order; until the window is over, a turn that nobody knows yet may still fall into it.</summary>
    private bool IsWindowSent(PlannedRequest? earliest) =>
        !(earliest?.Scheduled < run.WindowEnd) && (!_converses || run.Clock.Now >= run.WindowEnd);

    /// <summary>Planned, or the next turn of a conversation.</summary>
    private PlannedRequest? Earliest()
    {
        var first = _next < planned.Count ? planned[_next] : null;
        lock (_gate)
            return _turns.TryPeek(out var turn, out var due) && (first is null || due < first.Scheduled) ? turn : first;
    }

    /// <summary>An even earlier turn may have come meanwhile; it is due, too.</summary>
    private PlannedRequest Take(PlannedRequest request)
    {
        if (_next < planned.Count && ReferenceEquals(request, planned[_next]))
            return planned[_next++];
        lock (_gate)
            return _turns.Dequeue();
    }

    private async Task SendTurnAsync(StreamingRequest request)
    {
        await send(request);
        if (request.Planned.Session!.Next(request, run.Clock.Now) is not { } next)
            return;
        lock (_gate)
            _turns.Enqueue(next, next.Scheduled);
    }
}
