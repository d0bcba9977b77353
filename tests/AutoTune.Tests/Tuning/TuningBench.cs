using System.Collections.Immutable;
using AutoTune.Finals;
using AutoTune.Hardware;
using AutoTune.Preflight;
using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;
using Microsoft.Extensions.Time.Testing;

namespace AutoTune.Tests.Tuning;

/// <summary>A tuner over a small space with an evaluator that the test writes; time is the test's.</summary>
internal sealed class TuningBench
{
    public static readonly Objective Capacity = new("capacity", ObjectiveDirection.Maximize);

    public MemoryTrialStore Store { get; init; } = new();

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public required Func<TrialRequest, FakeTimeProvider, CancellationToken, TrialOutcome> Evaluate { get; init; }

    public Budget Budget { get; init; } = new(null, 8);

    public bool HasBaseline { get; init; } = true;

    public List<TrialRequest> Evaluated { get; } = [];

    public static SpaceBranch Branch { get; } = new("engine", [new Parameter.Integer(1, 32, ParameterScale.Linear) { Name = "slots", Default = ParameterValue.Of(4) }])
    {
        Seeds = [new("vendor default", new Dictionary<string, ParameterValue>(), null)],
    };

    public static ServingConfig Slots(long slots) => Branch.Configure(new Dictionary<string, ParameterValue> { ["slots"] = ParameterValue.Of(slots) });

    public async Task<StudyVerdict> RunAsync(CancellationToken ct = default)
    {
        var history = await StudyHistory.LoadAsync(Store, "s", ct);
        var recorder = new StudyRecorder(Store, "s", history, Clock, new Silent<StudyEvent>());
        var budget = new BudgetClock(Budget, history.ActiveTime, Clock);
        var launches = new LaunchRunner(recorder, new Evaluator(this), budget, new ResourceRequest(0), studySeed: 7, Clock, new Silent<TrialProgress>());
        await recorder.RecordAsync(new StudyEvent.SessionStarted("test", new Dictionary<string, string>()) { At = recorder.Now }, ct);
        return await new Tuner(Plan(), new CountingStrategy(), recorder, launches, budget).RunAsync(ct);
    }

    public TuningPlan Plan() => new()
    {
        Space = new([Branch]),
        Admission = new AdmitsAll(),
        Baseline = HasBaseline ? Slots(4) : null,
        Finals = new FinalsPlan { Objective = Capacity },
        Study = new Study
        {
            Name = "s",
            SourceText = "",
            SourceFile = "s.yaml",
            Evaluation = new EvaluationMode.Command { Program = ["none"], Space = "none", Timeout = TimeSpan.FromMinutes(1) },
            Objectives = [Capacity],
            Budget = Budget,
            Seed = 7,
        },
    };

    /// <summary>Proposes 5, 6, 7, … slots; no more than the tests need.</summary>
    private sealed class CountingStrategy : IStrategy
    {
        public string Name => "counting";

        public Proposal Propose(StudyView study, int askNumber, CancellationToken ct) => askNumber > 27
            ? new Proposal.Stop("nothing left")
            : new Proposal.Evaluate(Slots(4 + askNumber), new(askNumber == 0 ? TrialOrigins.VendorDefault : TrialOrigins.Random, [], ""));
    }

    private sealed class Evaluator(TuningBench bench) : ITrialEvaluator
    {
        public Task<TrialOutcome> EvaluateAsync(TrialRequest request, ITrialJournal journal, IProgress<TrialProgress> display, CancellationToken ct)
        {
            bench.Evaluated.Add(request);
            return Task.FromResult(bench.Evaluate(request, bench.Clock, ct));
        }
    }

    private sealed class AdmitsAll : IAdmission
    {
        public Admission Admit(ServingConfig config) => new(null);
    }

    private sealed class Silent<T> : IProgress<T>
    {
        public void Report(T value)
        {
            // Nobody looks on.
        }
    }
}
