namespace AutoTune.Load;

/// <summary>The state of one probe while it runs: what was started, what has ended, who is told, and when it is over.</summary>
/// <param name="servers">That share the load.</param>
internal sealed class ProbeRun(ProbePlan plan, IProbeMonitor monitor, TimeProvider time, int servers = 1) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LeastOutstanding _balancer = new(servers);
    private readonly List<StreamingRequest> _requests = [];
    private readonly List<Task> _running = [];
    private readonly List<UnfinishedRequest> _unfinished = [];
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cut = new();
    private int _delivered;
    private int _completed;
    private int _failed;
    private int _judgedRunning;
    private int _refused;
    private bool _windowClosed;
    private (RequestEnd End, string Why) _why = (RequestEnd.Dropped, "the probe had ended");

    public ProbeClock Clock { get; } = new(time);

    public string? StoppedBecause { get; private set; }

    /// <summary>All judged requests have ended, or the monitor stopped it.</summary>
    public Task Over => _over.Task;

    public CancellationToken Cut => _cut.Token;

    public TimeSpan WindowEnd => plan.WarmUp + plan.Window;

    /// <summary>As many were begun as the plan wants.</summary>
    public bool HasEnough => plan.MostRequests is { } most && _requests.Count >= most;

    /// <summary>Requests are started in the order of their index.</summary>
    /// <param name="planned">Made under the lock, so that a closed loop numbers its requests in the order of their times.</param>
    public Task<RequestOutcome> Start(Func<int, PlannedRequest> planned, Func<StreamingRequest, Task> send)
    {
        StreamingRequest request;
        bool fits;
        lock (_gate)
        {
            fits = _requests.Count - _completed - _failed < plan.MostInFlight;
            request = new StreamingRequest(planned(_requests.Count), keepReply: !plan.Prompts.RepliesAreCounted) { Server = _balancer.Take() };
            _requests.Add(request);
            _judgedRunning += IsJudged(request) ? 1 : 0;
            _refused += fits ? 0 : 1;
        }

        var running = RunAsync(request, fits ? send : RefuseAsync);
        lock (_gate)
            _running.Add(running);
        return running;
    }

    /// <returns>Null where every request was sent.</returns>
    public string? WhyRefused() => _refused == 0 ? null : $"{_refused} requests were not sent: {TooMany}";

    /// <summary>No further judged request will be started.</summary>
    public void CloseWindow()
    {
        lock (_gate)
        {
            _windowClosed = true;
            EndIfServed();
        }
    }

    public void Tick()
    {
        lock (_gate)
            Obey(monitor.OnTick(State()));
    }

    /// <summary>What being cut off means for a request, by what cut it.</summary>
    public (RequestEnd End, string Why) WhyCut() => _why;

    public void TimeOut()
    {
        lock (_gate)
        {
            if (!_over.Task.IsCompleted)
                _why = (RequestEnd.TimedOut, $"not finished {plan.Drain.TotalSeconds:0.#} s after the window");
            _over.TrySetResult();
        }
    }

    /// <summary>Cuts what still runs and waits until nothing of ours is in flight.</summary>
    public async Task EndAsync()
    {
        await _cut.CancelAsync();
        Task[] running;
        lock (_gate)
            running = [.. _running];
        await Task.WhenAll(running);
    }

    /// <summary>Once it is over.</summary>
    public Task CountRepliesAsync(ServingEndpoint target, CancellationToken ct) => ReplyTokens.CountAsync(_requests, target, ct);

    /// <summary>By index. Judged requests that were never sent are among them, as dropped.</summary>
    public IReadOnlyList<RequestOutcome> Outcomes(IReadOnlyList<PlannedRequest> planned)
    {
        // Turns of conversations come between those that were planned, so their number does not tell which these were.
        var begun = _requests.Select(request => request.Planned.TextSeed).ToHashSet();
        var unsent = planned.Where(request => request.Scheduled < WindowEnd && !begun.Contains(request.TextSeed)).Select((request, i) => request with { Index = _requests.Count + i });
        return [.. _requests.Select(request => request.Outcome!), .. unsent.Select(request => StreamingRequest.NeverSent(request, StoppedBecause ?? _why.Why))];
    }

    public void Dispose() => _cut.Dispose();

    private async Task<RequestOutcome> RunAsync(StreamingRequest request, Func<StreamingRequest, Task> send)
    {
        await send(request);
        lock (_gate)
        {
            _completed += request.Outcome!.End == RequestEnd.Completed ? 1 : 0;
            _failed += request.Outcome.End == RequestEnd.Completed ? 0 : 1;
            _judgedRunning -= IsJudged(request) ? 1 : 0;
            _balancer.Release(request.Server);
            DeliverInOrder();
            EndIfServed();
        }

        return request.Outcome;
    }

    private string TooMany => $"{plan.MostInFlight} were in flight, as many connections as the system lets one process open (ulimit -n)";

    private Task RefuseAsync(StreamingRequest request)
    {
        request.Cut(RequestEnd.Dropped, TooMany);
        return Task.CompletedTask;
    }

    private void DeliverInOrder()
    {
        while (_delivered < _requests.Count && _requests[_delivered].Outcome is { } outcome && !_over.Task.IsCompleted)
        {
            _delivered++;
            Obey(monitor.OnOutcome(outcome));
        }
    }

    private void Obey(ProbeDecision decision)
    {
        if (decision.StopBecause is not { } reason || _over.Task.IsCompleted)
            return;
        StoppedBecause = reason;
        _why = (RequestEnd.Dropped, reason);
        _over.TrySetResult();
    }

    private void EndIfServed()
    {
        if (_windowClosed && _judgedRunning == 0)
            _over.TrySetResult();
    }

    /// <summary>Everything before the first undelivered request has ended, so only the rest is looked at.</summary>
    private LoadState State()
    {
        _unfinished.Clear();
        for (var i = _delivered; i < _requests.Count; i++)
        {
            var request = _requests[i];
            if (request.Outcome is null)
                _unfinished.Add(new(i, request.Planned.Scheduled, request.FirstToken, request.Planned.OutputTokens));
        }

        return new(Clock.Now, _requests.Count, _completed, _failed, _unfinished);
    }

    private bool IsJudged(StreamingRequest request) =>
        request.Planned.Scheduled >= plan.WarmUp && request.Planned.Scheduled < WindowEnd;
}
