using AutoTune.Capacity;
using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.Studies;

namespace AutoTune.Tests.Capacity;

/// <summary>Continuous batching in virtual time: each step serves every slot one token and takes as long as it has work.</summary>
internal sealed record SimulatedQueue
{
    public required Workload Workload { get; init; }

    public required Slo Slo { get; init; }

    public int Slots { get; init; } = 16;

    public double StepMs { get; init; } = 8;

    public double StepMsPerStream { get; init; } = 1.2;

    public double PrefillMsPerToken { get; init; } = 0.4;

    /// <summary>Share of requests that fail, whatever the load.</summary>
    public double ErrorShare { get; init; }

    public ProbeRecord Run(ProbeRequest request, ulong seed)
    {
        var plan = new ProbePlan
        {
            RequestsPerSecond = request.Rate,
            Concurrency = request.Concurrency,
            MostRequests = request.MostRequests,
            WarmUp = request.WarmUp,
            Window = request.Window,
            Drain = TimeSpan.FromSeconds(30),
            Stream = new(Workload, request.StreamNumber, seed),
            Template = new(),
        };
        var simulation = new Simulation(this, plan, request.MayStopEarly ? new HopelessLoad(plan, Slo) : null);
        return simulation.Run();
    }

    private sealed class Simulation(SimulatedQueue queue, ProbePlan plan, HopelessLoad? monitor)
    {
        private readonly List<Active> _active = [];
        private readonly Queue<PlannedRequest> _waiting = new();
        private readonly SortedDictionary<int, RequestOutcome> _ended = [];
        private readonly TimeSpan _windowEnd = plan.WarmUp + plan.Window;
        private Queue<PlannedRequest> _arrivals = new();
        private TimeSpan _now;
        private int _delivered;
        private int _judgedLeft;
        private string? _stopped;
        private int _next;

        public ProbeRecord Run()
        {
            _arrivals = new(plan.RequestsPerSecond is { } rate
                ? StreamPlan.Open(plan.Stream, rate, plan.WarmUp, plan.Window, plan.Drain)
                : Enumerable.Range(0, plan.Concurrency!.Value).Select(_ => Arrival()));
            _judgedLeft = _arrivals.Count(request => request.Scheduled < _windowEnd);
            while (_judgedLeft > 0 && _stopped is null)
                Step();
            return Record();
        }

        private PlannedRequest Arrival() => StreamPlan.Request(plan.Stream, _next++, _now);

        private void Step()
        {
            if (_active.Count == 0 && _waiting.Count == 0)
                _now = Later(_now, _arrivals.Peek().Scheduled);
            while (_arrivals.TryPeek(out var due) && due.Scheduled <= _now)
                _waiting.Enqueue(_arrivals.Dequeue());
            var prefill = Admit();
            _now += TimeSpan.FromMilliseconds(queue.StepMs + queue.StepMsPerStream * _active.Count + queue.PrefillMsPerToken * prefill);
            foreach (var active in _active)
                active.Chunks.Add(_now);
            foreach (var done in _active.Where(active => active.Chunks.Count >= active.Request.OutputTokens).ToArray())
                End(done);
            Tick();
        }

        private int Admit()
        {
            var tokens = 0;
            while (_active.Count < queue.Slots && _waiting.TryDequeue(out var request))
            {
                _active.Add(new(request));
                tokens += request.InputTokens;
            }

            return tokens;
        }

        private void End(Active done)
        {
            _active.Remove(done);
            _ended[done.Request.Index] = done.Outcome(Fails(done.Request) ? RequestEnd.ServerError : RequestEnd.Completed);
            _judgedLeft -= done.Request.Scheduled < _windowEnd ? 1 : 0;
            if (plan.Concurrency is not null && _now < _windowEnd && !(_next >= plan.MostRequests))
            {
                _arrivals.Enqueue(Arrival());
                _judgedLeft++;
            }
        }

        private bool Fails(PlannedRequest request) => request.TextSeed % 10_000 < queue.ErrorShare * 10_000;

        private void Tick()
        {
            if (monitor is null)
                return;
            while (_ended.TryGetValue(_delivered, out var outcome))
            {
                _delivered++;
                _stopped ??= monitor.OnOutcome(outcome).StopBecause;
            }

            var unfinished = _active.Select(active => new UnfinishedRequest(active.Request.Index, active.Request.Scheduled, active.Chunks.Count > 0 ? active.Chunks[0] : null, active.Request.OutputTokens))
                .Concat(_waiting.Select(request => new UnfinishedRequest(request.Index, request.Scheduled, null, request.OutputTokens)))
                .ToArray();
            _stopped ??= monitor.OnTick(new(_now, 0, 0, 0, unfinished)).StopBecause;
        }

        private ProbeRecord Record()
        {
            foreach (var cut in _active)
                _ended[cut.Request.Index] = cut.Outcome(RequestEnd.Dropped);
            foreach (var cut in _waiting.Concat(_arrivals.Where(request => request.Scheduled < _windowEnd)))
                _ended[cut.Index] = new Active(cut).Outcome(RequestEnd.Dropped);
            return new()
            {
                Plan = plan,
                Started = DateTimeOffset.UnixEpoch,
                Elapsed = _now,
                Requests = [.. _ended.Values],
                SendLagP99 = TimeSpan.Zero,
                Host = new(0, 0, TimeSpan.Zero),
                StoppedBecause = _stopped,
            };
        }

        private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
    }

    private sealed record Active(PlannedRequest Request)
    {
        public List<TimeSpan> Chunks { get; } = [];

        public RequestOutcome Outcome(RequestEnd end) => new()
        {
            Index = Request.Index,
            End = end,
            Scheduled = Request.Scheduled,
            Sent = Request.Scheduled,
            FirstToken = Chunks.Count > 0 ? Chunks[0] : null,
            LastToken = Chunks.Count > 0 ? Chunks[^1] : null,
            InputTokens = Request.InputTokens,
            OutputTokens = Chunks.Count,
            PlannedOutputTokens = Request.OutputTokens,
            Chunks = Chunks,
            ChunkBytes = Enumerable.Repeat(4, Chunks.Count).ToArray(),
        };
    }
}

/// <summary>Probes a simulated queue; counts the engine's virtual seconds.</summary>
internal sealed class SimulatedProbes(SimulatedQueue queue, ulong seed) : IProbeRunner
{
    public double Seconds { get; private set; }

    public List<ProbeRequest> Requests { get; } = [];

    public Func<ProbeRequest, string?> Invalidate { get; init; } = _ => null;

    public Task<ProbeSummary> ProbeAsync(ProbeRequest request, CancellationToken ct)
    {
        Requests.Add(request);
        var record = queue.Run(request, seed);
        Seconds += record.Elapsed.TotalSeconds;
        return Task.FromResult(ProbeSummaries.Of(record with { WhyInvalid = Invalidate(request) }, queue.Slo, request.Purpose));
    }
}
