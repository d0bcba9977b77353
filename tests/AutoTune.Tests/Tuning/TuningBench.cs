using System.Collections.Immutable;
using AutoTune.Finals;
using AutoTune.Hardware;
using AutoTune.Metrics;
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

    public Objective Objective { get; init; } = Capacity;

    public int MostPairs { get; init; } = 6;

    public double FinalsTolerance { get; init; } = 0.04;

    /// <summary>Null: nothing is confirmed.</summary>
    public ConfirmationPlan? Confirmation { get; init; }

    public IReadOnlyList<AlsoPlan> Also { get; init; } = [];

    /// <summary>What a confirmation's probe sees at a rate, 0 to 1.</summary>
    public Func<double, double> AttainmentAt { get; init; } = _ => 1;

    public List<TrialRequest> Evaluated { get; } = [];

    /// <summary>Of the launch that is evaluated.</summary>
    public LaunchPurpose Purpose => Store.Events.OfType<StudyEvent.LaunchBegun>().Last().Purpose;

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
        var launches = new LaunchRunner(recorder, new Evaluator(this), budget, (_, _) => new(Gpus: 0), studySeed: 7, Clock, new Silent<TrialProgress>());
        await recorder.RecordAsync(new StudyEvent.SessionStarted("test", new Dictionary<string, string>()) { At = recorder.Now }, ct);
        return await new Tuner(Plan(), new CountingStrategy(), recorder, launches, budget).RunAsync(ct);
    }

    public TuningPlan Plan() => new()
    {
        Space = new([Branch]),
        Admission = new AdmitsAll(),
        Baseline = HasBaseline ? Slots(4) : null,
        Finals = new FinalsPlan { Objective = Objective, Confirmation = Confirmation, Tolerance = FinalsTolerance, Also = Also, MostPairs = MostPairs },
        Study = new Study
        {
            Name = "s",
            SourceText = "",
            SourceFile = "s.yaml",
            Evaluation = new EvaluationMode.Command { Program = ["none"], Space = "none", Timeout = TimeSpan.FromMinutes(1) },
            Objectives = [Objective],
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
        public async Task<TrialOutcome> EvaluateAsync(TrialRequest request, ITrialJournal journal, IProgress<TrialProgress> display, CancellationToken ct)
        {
            bench.Evaluated.Add(request);
            display.Report(new(request.Trial, request.Launch, "evaluating"));
            if (request.Goal is Goal.MeasureAt { Rates: [var rate], Window: { } window })
                await journal.RecordAsync(new LaunchEvent.Probed(Probe(rate, window)), ct);
            return bench.Evaluate(request, bench.Clock, ct);
        }

        private ProbeSummary Probe(double rate, TimeSpan window)
        {
            var attainment = bench.AttainmentAt(rate);
            var requests = (int)Math.Round(rate * window.TotalSeconds);
            return new()
            {
                Started = bench.Clock.GetUtcNow(),
                ElapsedSeconds = window.TotalSeconds,
                OfferedRate = rate,
                AchievedRate = rate,
                Requests = requests,
                Met = (int)Math.Round(requests * attainment),
                Errors = 0,
                Attainment = attainment,
                Goodput = rate * attainment,
                OutputTokensPerSecond = 0,
                SendLagP99Ms = 0,
            };
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
