using AutoTune.Reports;

namespace AutoTune.Tests.Reports;

/// <summary>A made-up study of llama-server: 24 trials with failures, pruning, probes and finals. Deterministic; no figure in it was measured.</summary>
internal static class SampleReport
{
    public static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 30, 0, TimeSpan.Zero);

    public static StudyReport Replaced()
    {
        var trials = SampleTrials.All();
        return new StudyReport
        {
            Notice = "Made-up sample: no figure on this page was measured.",
            GeneratedAt = Start.AddMinutes(31),
            Study = Study(StudyState.Finished),
            Metrics = Metrics,
            Verdict = new VerdictSection
            {
                Kind = VerdictKind.Replaced,
                Ratio = new Metric(1.64, 1.49, 1.80, 3),
                ProbabilityBetter = 0.9991,
                Finalist = 17,
            },
            Baseline = new Standing { Trial = 0, Metrics = Figures(8.86, 8.31, 9.42, 14.1, 13.2, 15.0, launches: 4), RatedCapacityRequestsPerSecond = 8.31 },
            Winner = new Standing { Trial = 17, Metrics = Figures(14.5, 13.6, 15.5, 7.9, 7.4, 8.4, launches: 5), RatedCapacityRequestsPerSecond = 13.6 },
            PrecisionShare = new PrecisionShare
            {
                Parameter = "weights",
                BaselineValue = "F16",
                BestTrial = 9,
                Ratio = new Metric(1.07, 0.96, 1.19, 1),
                Distinguishable = false,
            },
            TrialCounts = Counts(trials),
            Cost = new CostSection { EngineSeconds = trials.Sum(t => t.EngineSeconds) + 402, ElapsedSeconds = 1742, PrepareSeconds = 38 },
            NextSteps =
            [
                new NextStep("Export what won, as a shell script with its figures as comments", "autotune export quickstart --format shell --verify"),
                new NextStep("Spend more time on it: the study goes on where it stopped", "autotune resume quickstart --time 30m"),
            ],
            ParetoFront = SampleTrials.Front(trials),
            Parameters = Parameters,
            Trials = trials,
            Finals = Finals(),
            Failures = Failures(trials),
            Environment = Environment,
        };
    }

    /// <summary>The same study where the finals could not tell the two apart.</summary>
    public static StudyReport Kept() => Replaced() with
    {
        Verdict = new VerdictSection { Kind = VerdictKind.Kept, Ratio = new Metric(1.04, 0.97, 1.12, 3), ProbabilityBetter = 0.871, Finalist = 17 },
        Winner = Replaced().Baseline,
    };

    /// <summary>The same study after its first trials.</summary>
    public static StudyReport Running(int trials)
    {
        var all = SampleTrials.All().Take(trials).ToList();
        var best = all.Where(t => t.Outcome == TrialState.Completed).MaxBy(t => t.Metrics["capacity"].Value);
        return Replaced() with
        {
            Study = Study(StudyState.Running),
            Verdict = null,
            Finals = null,
            PrecisionShare = null,
            Baseline = all.Count == 0 ? null : new Standing { Trial = 0, Metrics = all[0].Metrics },
            Winner = best is null ? null : new Standing { Trial = best.Number, Metrics = best.Metrics },
            Trials = all,
            TrialCounts = Counts(all),
            Cost = new CostSection { EngineSeconds = all.Sum(t => t.EngineSeconds), ElapsedSeconds = 40 + all.Count * 62, PrepareSeconds = 38 },
            ParetoFront = SampleTrials.Front(all),
            Failures = Failures(all),
            NextSteps = [new NextStep("Stop with Ctrl-C and go on later", "autotune resume quickstart")],
        };
    }

    /// <summary>No configuration held the SLO.</summary>
    public static StudyReport Infeasible() => Replaced() with
    {
        Verdict = new VerdictSection
        {
            Kind = VerdictKind.Infeasible,
            BindingLimit = "TTFT ≤ 300 ms",
            NearestTrial = 14,
            NearestMargin = "p90 TTFT 412 ms at one stream",
        },
        Winner = null,
        Finals = null,
        PrecisionShare = null,
        NextSteps = [new NextStep("Judge the same measurements under a looser limit, without running anything", "autotune report quickstart --slo ttft=500ms,tpot=30ms")],
    };

    /// <summary>A command study: one objective, no engine, no probes, a constraint.</summary>
    public static StudyReport Command(int count)
    {
        var trials = SampleTrials.Command(count);
        var best = trials.Where(t => t.Outcome == TrialState.Completed).MinBy(t => t.Metrics["cost"].Value)!;
        return Replaced() with
        {
            Study = Study(StudyState.Finished) with
            {
                Name = "command-study",
                Served = false,
                Engines = [],
                Model = null,
                Slo = null,
                SloLimits = [],
                AttainmentTarget = null,
                Workload = null,
                Objectives = [new Objective("cost", Direction.Minimize)],
                Constraints = ["ttft_p90_ms ≤ 600"],
            },
            Metrics = [new MetricDescription("cost", "cost", "USD/h", Direction.Minimize), new MetricDescription("ttft_p90_ms", "TTFT p90", "ms", Direction.Minimize)],
            Verdict = new VerdictSection { Kind = VerdictKind.Replaced, Ratio = new Metric(0.58, 0.55, 0.61, 3), ProbabilityBetter = 1, Finalist = best.Number },
            Baseline = new Standing { Trial = 0, Metrics = trials[0].Metrics },
            Winner = new Standing { Trial = best.Number, Metrics = best.Metrics },
            PrecisionShare = null,
            TrialCounts = Counts(trials),
            ParetoFront = [best.Number],
            Parameters =
            [
                new ParameterSection { Name = "replicas", Kind = ParameterKind.Integer, LogScale = false, Default = 4 },
                new ParameterSection { Name = "fraction", Kind = ParameterKind.Float, LogScale = false, Default = 0.5 },
                new ParameterSection { Name = "policy", Kind = ParameterKind.Categorical, LogScale = false, Default = "fifo" },
            ],
            Trials = trials,
            Finals = null,
            Failures = Failures(trials),
        };
    }

    public static readonly IReadOnlyList<MetricDescription> Metrics =
    [
        new("capacity", "capacity", "req/s", Direction.Maximize),
        new("tpot_one_stream_ms", "TPOT of one stream", "ms", Direction.Minimize),
        new("ttft_p90_ms", "TTFT p90", "ms", Direction.Minimize),
        new("output_tokens_per_second", "output throughput", "tok/s", Direction.Maximize),
    ];

    public static IReadOnlyDictionary<string, Metric> Figures(
        double capacity, double low, double high, double tpot, double tpotLow, double tpotHigh, int launches) => new Dictionary<string, Metric>
        {
            ["capacity"] = new(capacity, low, high, launches),
            ["tpot_one_stream_ms"] = new(tpot, tpotLow, tpotHigh, launches),
        };

    private static StudySection Study(StudyState state) => new()
    {
        Name = "quickstart",
        State = state,
        Served = true,
        Engines = ["llama-cpp"],
        Model = "synthetic, 88M parameters",
        Slo = "TTFT ≤ 300 ms and TPOT ≤ 30 ms for 90 % of requests",
        SloLimits = [new SloLimit("ttft_ms", 300), new SloLimit("tpot_ms", 30)],
        AttainmentTarget = 0.9,
        Workload = "Poisson arrivals; input 24–64 tokens, output 48–96 tokens",
        Objectives = [new Objective("capacity", Direction.Maximize), new Objective("tpot_one_stream_ms", Direction.Minimize)],
        Constraints = [],
        Strategy = "nsga2",
        Seed = 7,
        BudgetTrials = 24,
        BudgetSeconds = 1800,
        StartedAt = Start,
        FinishedAt = state == StudyState.Finished ? Start.AddSeconds(1742) : null,
        StudyFile = "study: quickstart\nmodel: synthetic\nengines: [llama-cpp]\nfix: {weights_source: generated}\nprecision: {weights: [F16, Q8_0, Q4_K_M, Q4_0]}\nslo: {ttft: 300ms, tpot: 30ms, attainment: 90%}\nprobe: {warm_up: 2s, window: 8s}\nbudget: {time: 30m, trials: 24}\nseed: 7\n",
    };

    private static readonly IReadOnlyList<ParameterSection> Parameters =
    [
        new() { Name = "weights", Kind = ParameterKind.Categorical, Engine = "llama-cpp", Flag = "--model", Default = "F16", LogScale = false },
        new() { Name = "slots", Kind = ParameterKind.Integer, Engine = "llama-cpp", Flag = "--parallel", Default = 4, LogScale = true },
        new() { Name = "batch", Kind = ParameterKind.Integer, Engine = "llama-cpp", Flag = "--batch-size", Default = 2048, LogScale = true },
        new() { Name = "ubatch", Kind = ParameterKind.Integer, Engine = "llama-cpp", Flag = "--ubatch-size", Default = 512, LogScale = true },
        new() { Name = "threads", Kind = ParameterKind.Integer, Engine = "llama-cpp", Flag = "--threads", Default = 2, LogScale = false },
        new() { Name = "flash_attention", Kind = ParameterKind.Categorical, Engine = "llama-cpp", Flag = "--flash-attn", Default = "on", LogScale = false },
        new() { Name = "kv_type_k", Kind = ParameterKind.Categorical, Engine = "llama-cpp", Flag = "--cache-type-k", Default = "f16", LogScale = false },
        new() { Name = "speculation", Kind = ParameterKind.Choice, Engine = "llama-cpp", Flag = "--spec-type", Default = "off", LogScale = false },
        new() { Name = "draft_tokens", Kind = ParameterKind.Integer, Engine = "llama-cpp", Flag = "--spec-draft-n-max", Default = 3, LogScale = false },
        new() { Name = "poll", Kind = ParameterKind.Integer, Engine = "llama-cpp", Flag = "--poll", Default = 50, LogScale = false },
    ];

    private static FinalsSection Finals() => new()
    {
        Finalist = 17,
        Baseline = 0,
        Metric = "capacity",
        FoundAgain =
        [
            new FoundAgain(17, new Metric(15.6, 14.1, 17.1, 1), new Metric(14.3, 13.5, 15.1, 1)),
            new FoundAgain(20, new Metric(15.2, 13.8, 16.7, 1), new Metric(13.6, 12.8, 14.4, 1)),
            new FoundAgain(22, new Metric(14.6, 13.1, 16.1, 1), new Metric(13.9, 13.0, 14.8, 1)),
        ],
        Pairs =
        [
            new LaunchPair(1, PairOrder.BaselineFirst, 8.71, 14.62),
            new LaunchPair(2, PairOrder.FinalistFirst, 9.18, 14.21),
            new LaunchPair(3, PairOrder.BaselineFirst, 8.69, 14.71),
        ],
        Method = "Mean of the pairs' log ratios with Student's t interval (2 degrees of freedom); both launched afresh for every pair, the order alternating.",
        Ratio = new Metric(1.64, 1.49, 1.80, 3),
        ProbabilityBetter = 0.9991,
        Also = [new("long prompts", new(1.9, 1.7, 2.1, 1), new(1.86, 1.66, 2.06, 1), new(0.98, 0.86, 1.11, 1), Excludes: false)],
        Confirmation = new ConfirmationSection { Trial = 17, RateRequestsPerSecond = 13.6, DurationSeconds = 30, Requests = 408, Misses = 21, AllowedMisses = 30, Held = true },
    };

    private static readonly EnvironmentSection Environment = new()
    {
        AutoTuneVersion = "0.1.0",
        Engines = [new EngineVersion("llama-cpp", "0.7.0 (sample)")],
        OperatingSystem = "Debian GNU/Linux 12",
        CpuModel = "Example CPU @ 2.60 GHz",
        LogicalCores = 2,
        MemoryGib = 7.8,
        Gpus = [],
        Launcher = "process",
        ProbeWarmUpSeconds = 2,
        ProbeWindowSeconds = 8,
        Warnings =
        [
            "Load average was 1.9 on 2 cores when the study started: other programs share this machine.",
            "This llama-server has no --cache-reuse: cache_reuse left the search space.",
        ],
    };

    private static TrialCounts Counts(IReadOnlyList<TrialSection> trials) => new()
    {
        Asked = trials.Count,
        Completed = trials.Count(t => t.Outcome == TrialState.Completed),
        Pruned = trials.Count(t => t.Outcome == TrialState.Pruned),
        Failed = trials.Count(t => t.Outcome == TrialState.Failed),
        NotMeasured = trials.Count(t => t.Outcome == TrialState.NotMeasured),
    };

    private static IReadOnlyList<FailureClassSection> Failures(IReadOnlyList<TrialSection> trials) =>
    [
        .. trials.Where(t => t.Failure is not null).GroupBy(t => t.Failure!.Class).Select(group => new FailureClassSection
        {
            Class = group.Key,
            Policy = group.First().Failure!.Policy,
            Trials = [.. group.Select(t => t.Number)],
            Evidence = group.First().Failure!.Evidence,
            Learned = group.First().Failure!.Advice,
        }),
    ];
}
