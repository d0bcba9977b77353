using System.Collections.Immutable;
using AutoTune.LanguageModels;
using AutoTune.Load;
using AutoTune.SearchSpaces;
using AutoTune.Yaml;

namespace AutoTune.Studies;

/// <summary>What is tuned, as the user wrote it: resolved, defaults filled in, free of errors.</summary>
public sealed record Study
{
    public required string Name { get; init; }

    /// <summary>The file's text, kept beside the results.</summary>
    public required string SourceText { get; init; }

    /// <summary>Where the file stands; names in it are relative to this folder.</summary>
    public required string SourceFile { get; init; }

    public required EvaluationMode Evaluation { get; init; }

    /// <summary>What runs today; null where the best re-measured vendor default takes its place.</summary>
    public BaselineSource? Baseline { get; init; }

    /// <summary>Parameters that are not searched.</summary>
    public ImmutableArray<FixedSetting> Fix { get; init; } = [];

    /// <summary>Narrowed domains.</summary>
    public ImmutableArray<LimitedSetting> Limit { get; init; } = [];

    public required ImmutableArray<Objective> Objectives { get; init; }

    public ImmutableArray<MetricConstraint> Constraints { get; init; } = [];

    /// <summary>Of objectives and constraints.</summary>
    public IReadOnlyList<string> JudgedMetrics => [.. Objectives.Select(objective => objective.Metric).Concat(Constraints.Select(bound => bound.Metric)).Distinct()];

    public required Budget Budget { get; init; }

    public required ulong Seed { get; init; }

    public string Strategy { get; init; } = "nsga2";

    /// <summary>Where the file says something: the value of a key of the study; null where it does not say it.</summary>
    public Func<string, SourcePosition?> PositionOf { get; init; } = _ => null;
}

public sealed record FixedSetting(string Parameter, ParameterValue Value, SourcePosition Position);

/// <param name="Values">Allowed values; for a number [low, high].</param>
public sealed record LimitedSetting(string Parameter, ImmutableArray<ParameterValue> Values, SourcePosition Position);

/// <summary>How a configuration becomes an outcome.</summary>
public abstract record EvaluationMode
{
    private EvaluationMode()
    {
    }

    /// <summary>An engine is launched and load-tested.</summary>
    public sealed record Served : EvaluationMode
    {
        public static IReadOnlyList<string> Launchers { get; } = ["process", "docker", "hooks"];

        public required ModelReference Model { get; init; }

        /// <summary>Precision of weights → the model in it, a hub id or a path, where it is another one's than the model's own.</summary>
        public ImmutableSortedDictionary<string, string> Variants { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

        /// <summary>A small GGUF file, or a hub id, for speculation; null where there is none (the synthetic model brings its own).</summary>
        public string? DraftModel { get; init; }

        /// <summary>Tokens that a request may have, prompt and answer: a promise to users.</summary>
        public required int MaxContext { get; init; }

        public required ImmutableArray<NamedEngine> Engines { get; init; }

        /// <summary>Flags passed through to every candidate of an engine.</summary>
        public ImmutableSortedDictionary<string, ImmutableArray<string>> Raw { get; init; } = ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty;

        public required PrecisionChoice Precision { get; init; }

        /// <summary>One of <see cref="Launchers"/>.</summary>
        public required string Launcher { get; init; }

        /// <summary>For launchers that make containers.</summary>
        public ContainerChoice Container { get; init; } = new();

        /// <summary>For the launcher of that name; null where there are none.</summary>
        public HookChoice? Hooks { get; init; }

        /// <summary>Variables of AutoTune's own environment that every engine receives, and that are written down nowhere.</summary>
        public ImmutableArray<NamedSecret> Secrets { get; init; } = [];

        /// <summary>How long a candidate may take until it serves, retries apart; null: as long as it makes progress.</summary>
        public TimeSpan? StartTimeout { get; init; }

        public required Workload Workload { get; init; }

        /// <summary>Workloads that the winner must not lose too much on.</summary>
        public ImmutableArray<AlsoWorkload> Also { get; init; } = [];

        public required RequestTemplate Request { get; init; }

        public required Slo Slo { get; init; }

        public required ProbeSettings Probe { get; init; }

        /// <summary>Null: precision is searched only over what the study lists, and nobody looks at the answers.</summary>
        public QualityGate? Quality { get; init; }

        /// <summary>0: the processor.</summary>
        public int Gpus { get; init; }

        /// <summary>Which GPU, by its id in the catalogue; null where neither the study nor the machine says it.</summary>
        public string? Gpu { get; init; }
    }

    /// <summary>A program of the user's, one process per trial.</summary>
    public sealed record Command : EvaluationMode
    {
        /// <summary>File name and arguments; a relative file is relative to the study file.</summary>
        public required ImmutableArray<string> Program { get; init; }

        /// <summary>File of the space.</summary>
        public required string Space { get; init; }

        public required TimeSpan Timeout { get; init; }
    }
}

/// <param name="NameOrPath">A built-in name, or the full path of a file.</param>
public sealed record NamedEngine(string NameOrPath, SourcePosition Position);

/// <param name="Variable">Such as <c>HF_TOKEN</c>.</param>
public sealed record NamedSecret(string Variable, SourcePosition Position);

/// <summary>Precisions that the study lists as acceptable; the first is today's.</summary>
/// <param name="Weights">Empty: the model's own.</param>
/// <param name="Kv">Empty: the engine's default.</param>
public sealed record PrecisionChoice(ImmutableArray<string> Weights, ImmutableArray<string> Kv);

/// <summary>Where today's configuration is read from.</summary>
public abstract record BaselineSource
{
    private BaselineSource()
    {
    }

    /// <summary>A launch script, a Compose or a Kubernetes file.</summary>
    public sealed record File(string Path, SourcePosition Position) : BaselineSource;

    /// <summary>Settings that differ from the vendor's default of the first engine.</summary>
    public sealed record Settings(ImmutableArray<FixedSetting> Values, SourcePosition Position) : BaselineSource;
}

/// <summary>Hard ends; null where there is none (at least one is set).</summary>
/// <param name="Time">From the first launch, finals included.</param>
/// <param name="Trials">Configurations that are tried, failed ones too; repeats and finals count in time only.</param>
public sealed record Budget(TimeSpan? Time, int? Trials);

/// <summary>How a probe is made (MEASUREMENT §3).</summary>
/// <param name="Window">The horizon: attainment is defined over it.</param>
/// <param name="Tolerance">Standard deviation of ln capacity at which a search launch stops; finals are finer.</param>
public sealed record ProbeSettings(TimeSpan WarmUp, TimeSpan Window, double Tolerance = ProbeSettings.DefaultTolerance)
{
    public const double DefaultTolerance = 0.08;

    private const double FinerInFinals = 0.6;

    public static ProbeSettings Default => new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(120));

    public double FinalsTolerance => Tolerance * FinerInFinals;
}
