namespace AutoTune.Launching;

/// <summary>How far a start has come; its deadline moves with every new line and every step.</summary>
internal sealed class StartProgress(IDeployment deployment, TimeProvider time)
{
    private const int LinesKept = 20_000;

    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private StartupTimings _timings = new() { Spawn = deployment.SpawnTime };
    private TimeSpan _last = time.GetElapsedTime(deployment.StartedTimestamp);
    private string _waitingFor = "its health";

    public TimeSpan Elapsed => time.GetElapsedTime(deployment.StartedTimestamp);

    public StartupTimings Timings
    {
        get
        {
            lock (_gate)
                return _timings;
        }
    }

    /// <summary>The log from its beginning; the latest lines are left out where it is very long.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    public void Healthy() => Step("its model list", (timings, at) => timings with { Health = at });

    public void Listed() => Step("the answer to a first request", (timings, at) => timings with { ModelListed = at });

    public void Answered() => Step("nothing", (timings, at) => timings with { Smoke = at });

    public async Task FollowLogAsync(CancellationToken ct)
    {
        await foreach (var line in deployment.ReadLogAsync(ct))
            Note(line.Text);
    }

    /// <returns>Why there is nothing left to wait for.</returns>
    public async Task<string> WaitForLimitAsync(ReadinessSettings settings, CancellationToken ct)
    {
        while (true)
        {
            var (quiet, total) = (Last + settings.QuietLimit - Elapsed, settings.HardLimit - Elapsed);
            if (total <= TimeSpan.Zero)
                return Describe($"not ready {Seconds(settings.HardLimit)} after its start");
            if (quiet <= TimeSpan.Zero)
                return Describe($"no sign of progress for {Seconds(settings.QuietLimit)}");
            await Task.Delay(quiet < total ? quiet : total, time, ct);
        }
    }

    private TimeSpan Last
    {
        get
        {
            lock (_gate)
                return _last;
        }
    }

    private void Note(string line)
    {
        lock (_gate)
        {
            _last = Elapsed;
            if (_lines.Count < LinesKept)
                _lines.Add(line);
            if (_timings.FirstLogLine is null)
                _timings = _timings with { FirstLogLine = _last };
        }
    }

    private void Step(string next, Func<StartupTimings, TimeSpan, StartupTimings> reach)
    {
        lock (_gate)
        {
            _last = Elapsed;
            _waitingFor = next;
            _timings = reach(_timings, _last);
        }
    }

    private string Describe(string what)
    {
        lock (_gate)
            return $"{what}, waiting for {_waitingFor}; last line: {(_lines.Count > 0 ? _lines[^1] : "none")}";
    }

    private static string Seconds(TimeSpan limit) => $"{limit.TotalSeconds:0.#} s";
}
