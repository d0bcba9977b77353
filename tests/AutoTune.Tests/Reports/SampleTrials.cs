using AutoTune.Reports;

namespace AutoTune.Tests.Reports;

internal static class SampleTrials
{
    private static readonly string[] Weights = ["F16", "Q8_0", "Q4_K_M", "Q4_0"];

    public static IReadOnlyList<TrialSection> All() => [.. Enumerable.Range(0, 24).Select(Trial)];

    public static IReadOnlyList<int> Front(IReadOnlyList<TrialSection> trials)
    {
        var completed = trials.Where(t => t.Outcome == TrialState.Completed).ToList();
        return [.. completed.Where(t => !completed.Exists(other => Beats(other, t))).Select(t => t.Number)];
    }

    public static IReadOnlyList<TrialSection> Command(int count) => [.. Enumerable.Range(0, count).Select(CommandTrial)];

    private static bool Beats(TrialSection a, TrialSection b) =>
        a.Metrics["capacity"].Value >= b.Metrics["capacity"].Value
        && a.Metrics["tpot_one_stream_ms"].Value <= b.Metrics["tpot_one_stream_ms"].Value
        && a.Metrics["capacity"].Value > b.Metrics["capacity"].Value - 1e-9 && a.Number != b.Number;

    private static TrialSection CommandTrial(int number)
    {
        var random = new Noise(number + 1000);
        var replicas = number == 0 ? 4 : 1 + (int)(random.Uniform() * 12);
        var fraction = number == 0 ? 0.5 : Math.Round(random.Uniform(), 3);
        var policy = number == 0 || random.Uniform() < 0.5 ? "fifo" : "shortest";
        var cost = 2.1 + Math.Abs(replicas - 3) * 0.4 + Square(fraction - 0.7) * 3 + (policy == "fifo" ? 0.3 : 0);
        var failed = number > 0 && random.Uniform() < 0.06;
        return new TrialSection
        {
            Number = number,
            Outcome = failed ? TrialState.Failed : TrialState.Completed,
            Origin = number == 0 ? new TrialOrigin(OriginKind.Baseline, []) : new TrialOrigin(OriginKind.Random, []),
            Config = new Dictionary<string, SettingValue> { ["replicas"] = replicas, ["fraction"] = fraction, ["policy"] = policy },
            Metrics = failed ? new Dictionary<string, Metric>() : new Dictionary<string, Metric>
            {
                ["cost"] = new(cost, Low: null, High: null, 1),
                ["ttft_p90_ms"] = new(900.0 / replicas, Low: null, High: null, 1),
            },
            EngineSeconds = 0.1,
            Failure = failed ? new TrialFailure("crash_unknown", "infeasible", "exit code 3") : null,
            Launches = [],
        };
    }

    private static TrialSection Trial(int number)
    {
        var random = new Noise(number);
        var config = Config(number, random);
        var tpot = (config["weights"].ToString() switch { "F16" => 14.2, "Q8_0" => 10.4, "Q4_K_M" => 9.0, _ => 8.0 }) * (1 + 0.04 * random.Normal());
        var drafts = config["speculation"] == "draft";
        var slots = ((SettingValue.Number)config["slots"]).Value;
        var capacity = 118 / tpot * (1 - 0.16 * Math.Abs(Math.Log2(slots / 12.0)) / 2.5) * (1 + 0.05 * random.Normal());
        (capacity, tpot) = drafts ? (capacity * 0.8, tpot * 0.78) : (capacity, tpot);
        var trial = new TrialSection
        {
            Number = number,
            Outcome = TrialState.Completed,
            Origin = Origin(number, random),
            Engine = "llama-cpp",
            Config = config,
            LaunchCommand = "llama-server --model " + config["weights"] + ".gguf --port 41873 " + string.Join(" \\\n  ", Flags(config)),
            Metrics = Measured(capacity, tpot),
            EngineSeconds = 52 + random.Uniform() * 20,
            StartedAt = SampleReport.Start.AddSeconds(38 + number * 62),
            Launches = [SampleProbes.Launch(number, capacity, tpot)],
        };
        return number switch
        {
            6 or 19 => Failed(trial, "config_invalid", "infeasible", "V cache quantization requires flash_attn", "A quantised V cache needs flash attention: the pair is refused at start."),
            12 => Failed(trial, "host_oom", "infeasible", "exit code 137 after 3.1 s, no stop was sent; 7.7 of 7.8 GiB in use", "The host ran out of memory: fewer slots or a smaller KV type."),
            8 or 11 or 16 or 21 => trial with { Outcome = TrialState.Pruned, Why = "at 11.8 req/s P(better than trial 5) < 0.5 % at the second look", EngineSeconds = 27 },
            15 => trial with { Outcome = TrialState.NotMeasured, Why = "the client was late in three probes (send lag p99 21 ms; 5 ms are allowed)", Metrics = new Dictionary<string, Metric>() },
            _ => trial,
        };
    }

    private static TrialSection Failed(TrialSection trial, string failure, string policy, string evidence, string advice) => trial with
    {
        Outcome = TrialState.Failed,
        Metrics = new Dictionary<string, Metric>(),
        EngineSeconds = 3.4,
        Failure = new TrialFailure(failure, policy, evidence, advice),
        Launches = [new LaunchSection
        {
            Number = 1, Purpose = "search", StartUp = [], Probes = [],
            LogTail = "build: 4711 (sample)\nsystem info: n_threads = 2\nllama_init_from_model: " + evidence + "\nsrv    load_model: failed to create context\nmain: exiting due to model loading error",
            LogFile = $"logs/trial-{trial.Number}-launch-1.log",
        }],
    };

    private static IReadOnlyDictionary<string, Metric> Measured(double capacity, double tpot) => new Dictionary<string, Metric>
    {
        ["capacity"] = new(capacity, capacity * 0.91, capacity * 1.095, 1),
        ["tpot_one_stream_ms"] = new(tpot, tpot * 0.96, tpot * 1.045, 1),
        ["ttft_p90_ms"] = new(96 + tpot * 6, 90 + tpot * 6, 105 + tpot * 6, 1),
        ["output_tokens_per_second"] = new(capacity * 71, capacity * 65, capacity * 77, 1),
    };

    private static Dictionary<string, SettingValue> Config(int number, Noise random)
    {
        var config = new Dictionary<string, SettingValue>
        {
            ["weights"] = number is 0 or 1 or 9 ? "F16" : number is 17 or 20 or 22 ? "Q4_0" : Weights[random.Below(4)],
            ["slots"] = number is 0 or 1 ? 4.0 : Math.Pow(2, 1 + random.Below(5)),
            ["batch"] = number <= 1 ? 2048.0 : Math.Pow(2, 8 + random.Below(5)),
            ["ubatch"] = number <= 1 ? 512.0 : Math.Pow(2, 6 + random.Below(4)),
            ["threads"] = number <= 1 ? 2.0 : 1.0 + random.Below(2),
            ["flash_attention"] = number <= 1 || random.Uniform() < 0.7 ? "on" : "off",
            ["kv_type_k"] = number <= 1 || random.Uniform() < 0.6 ? "f16" : "q8_0",
            ["speculation"] = number > 1 && random.Uniform() < 0.45 && number is not (9 or 17) ? "draft" : "off",
        };
        if (config["speculation"] == "draft")
        {
            config["draft_tokens"] = 2.0 + random.Below(6);
        }

        config["poll"] = number <= 1 ? 50.0 : random.Below(5) * 25.0;
        return config;
    }

    private static IEnumerable<string> Flags(Dictionary<string, SettingValue> config) =>
    [
        $"--parallel {config["slots"]}", $"--batch-size {config["batch"]}", $"--ubatch-size {config["ubatch"]}", $"--threads {config["threads"]}",
        $"--flash-attn {config["flash_attention"]}", $"--cache-type-k {config["kv_type_k"]}", $"--poll {config["poll"]}", "--kv-unified --fit off --metrics",
    ];

    private static TrialOrigin Origin(int number, Noise random) => number switch
    {
        0 => new(OriginKind.Baseline, []),
        1 => new(OriginKind.VendorDefault, []),
        2 => new(OriginKind.Recipe, [], "many short requests", "the engine's server documentation"),
        < 7 => new(OriginKind.Random, [], Reason: "initial design"),
        _ when random.Uniform() < 0.5 => new(OriginKind.Mutation, [3], Reason: "slots and poll changed"),
        _ => new(OriginKind.Crossover, [3, 5]),
    };

    private static double Square(double value) => value * value;
}

/// <summary>A small deterministic source of noise (SplitMix64).</summary>
internal sealed class Noise(int seed)
{
    private ulong _state = (ulong)seed * 0x9E3779B97F4A7C15;

    public double Uniform()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    public int Below(int bound) => (int)(Uniform() * bound);

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());
}
