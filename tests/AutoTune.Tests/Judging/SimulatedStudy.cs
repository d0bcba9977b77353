using AutoTune.Capacity;
using AutoTune.Finals;
using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Tests.Capacity;
using AutoTune.Tests.Provisioning;
using AutoTune.Tests.Tuning;
using AutoTune.Trials;

namespace AutoTune.Tests.Judging;

/// <summary>A finished study of two configurations on simulated queues, with the stamps of every request: trial 0 is the baseline, trial 1 is faster.</summary>
internal sealed class SimulatedStudy(Slo slo) : IDisposable
{
    public static readonly FinalsPlan Plan = new() { Objective = TuningBench.Capacity, Confirmation = new(0.9, TimeSpan.FromSeconds(20)) };

    private static readonly Workload Workload = new() { Input = new LengthDistribution.Uniform(24, 64), Output = new LengthDistribution.Uniform(48, 96) };

    private readonly TemporaryFolder _folder = new();

    private int _files;

    public MemoryTrialStore Store { get; } = new();

    public string Folder => _folder.Path;

    public static CapacityContext Context(Slo slo, int launch = 0) => new()
    {
        Slo = slo,
        Probe = new(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(20)),
        Workload = Workload,
        Streams = new(launch * 64),
    };

    public async Task RunAsync(CancellationToken ct)
    {
        var at = DateTimeOffset.UnixEpoch;
        await AddAsync(new StudyEvent.TrialAsked(0, TuningBench.Slots(4), new(TrialOrigins.Baseline, [], ""), 0) { At = at }, ct);
        await LaunchAsync(0, 1, LaunchPurpose.Search, ct);
        await AddAsync(new StudyEvent.TrialAsked(1, TuningBench.Slots(8), new(TrialOrigins.Random, [], ""), 0) { At = at }, ct);
        await LaunchAsync(1, 1, LaunchPurpose.Search, ct);
        await AddAsync(new StudyEvent.FinalsDecided(new FinalsDecision.FinalistChosen(1, "the only candidate")) { At = at }, ct);
        for (var pair = 0; pair < Plan.Pairs; pair++)
            foreach (var trial in new[] { 1, 0 })
                await LaunchAsync(trial, 2 + pair, LaunchPurpose.Comparison, ct);
        var history = await StudyHistory.LoadAsync(Store, "s", ct);
        var comparison = new FinalsPairs(Plan, history, 1, 0).Compare()!;
        await AddAsync(new StudyEvent.FinalsDecided(new FinalsDecision.Compared(1, 0, comparison.Pairs, comparison.Difference, comparison.ProbabilityBetter)) { At = at }, ct);
        await AddAsync(new StudyEvent.StudyFinished(new FinalsVerdict(Plan, history).Decide(1, 0, comparison, "")) { At = at }, ct);
    }

    public void Dispose() => _folder.Dispose();

    private async Task LaunchAsync(int trial, int launch, LaunchPurpose purpose, CancellationToken ct)
    {
        var goal = new Goal.FindCapacity(0.06);
        await AddAsync(new StudyEvent.LaunchBegun(trial, launch, purpose, goal) { At = DateTimeOffset.UnixEpoch }, ct);
        var queue = new SimulatedQueue { Workload = Workload, Slo = slo, StepMs = trial == 0 ? 12 : 6, StepMsPerStream = trial == 0 ? 2 : 1 };
        var outcome = await new PosteriorCapacity().FindAsync(goal, Context(slo, launch), new Stamped(this, queue, trial, launch), ct);
        await AddAsync(new StudyEvent.LaunchEnded(trial, launch, outcome, 60) { At = DateTimeOffset.UnixEpoch }, ct);
    }

    private Task AddAsync(StudyEvent happened, CancellationToken ct) => Store.AppendAsync("s", happened, ct);

    private sealed class Stamped(SimulatedStudy study, SimulatedQueue queue, int trial, int launch) : IProbeRunner
    {
        public async Task<ProbeSummary> ProbeAsync(ProbeRequest request, CancellationToken ct)
        {
            var record = queue.Run(request, seed: 7);
            var file = $"probe-{study._files++}.gz";
            var hash = await StampsFile.WriteAsync(study._folder[file], record, ct);
            var summary = ProbeSummaries.Of(record, queue.Slo, request.Purpose) with { StampsFile = file, StampsSha256 = hash };
            await study.AddAsync(new StudyEvent.LaunchSaw(trial, launch, new LaunchEvent.Probed(summary)) { At = DateTimeOffset.UnixEpoch }, ct);
            return summary;
        }
    }
}
