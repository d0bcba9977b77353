using AutoTune.Metrics;
using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Tests.Search;

/// <summary>Small spaces with every type of gene, and what tests of strategies need around them.</summary>
internal static class TestSpaces
{
    public static readonly IReadOnlyList<Objective> Objectives =
        [new(MetricNames.Capacity, ObjectiveDirection.Maximize), new(MetricNames.TpotOneStream, ObjectiveDirection.Minimize)];

    /// <summary>Two engines that share roles under other names and ranges.</summary>
    public static SearchSpace TwoEngines() => new([Alder(), Birch()]);

    public static SpaceBranch Alder() => new("alder",
    [
        Log("slots", 1, 64, 4, "running_requests"),
        Integer("cache_reuse", 0, 1024, 0),
        new Parameter.Categorical(["f16", "q8_0", "q4_0"]) { Name = "kv", Default = ParameterValue.Of("f16"), Role = "kv_type" },
        new Parameter.Ordinal([ParameterValue.Of(128), ParameterValue.Of(256), ParameterValue.Of(512), ParameterValue.Of(1024)]) { Name = "ubatch", Default = ParameterValue.Of(512) },
        new Parameter.Boolean { Name = "flash", Default = ParameterValue.Of(true), Role = "flash" },
        new Parameter.Real(0, 1, ParameterScale.Linear, 0.01) { Name = "poll", Default = ParameterValue.Of(0.5) },
        Speculation("speculation", "draft_tokens", 1, 16),
    ])
    {
        Seeds =
        [
            new("vendor default", new Dictionary<string, ParameterValue>(), Source: null),
            new("many short requests", new Dictionary<string, ParameterValue> { ["slots"] = ParameterValue.Of(16) }, "a blog"),
        ],
    };

    public static SpaceBranch Birch() => new("birch",
    [
        Log("max_seqs", 4, 512, 64, "running_requests"),
        new Parameter.Categorical(["f16", "fp8"]) { Name = "kv_dtype", Default = ParameterValue.Of("f16"), Role = "kv_type" },
        new Parameter.Boolean { Name = "flash_attention", Default = ParameterValue.Of(false), Role = "flash" },
        Speculation("spec", "num_draft", 1, 8),
    ]);

    /// <summary>12 configurations.</summary>
    public static SearchSpace Small() => new(
    [
        new SpaceBranch("tiny",
        [
            Integer("width", 1, 3, 1),
            new Parameter.Choice([new("off", [], []), new("on", [], [Integer("depth", 1, 3, 2)])]) { Name = "extra", Default = ParameterValue.Of("off") },
        ]),
    ]);

    /// <summary>A condition, and a rule that one random configuration in 300 obeys.</summary>
    public static SearchSpace Ruled() => new(
    [
        new SpaceBranch("ruled",
        [
            Integer("left", 1, 300, 10),
            Integer("right", 1, 300, 10),
            new Parameter.Boolean { Name = "flash", Default = ParameterValue.Of(false) },
            Integer("tile", 1, 8, 2) with { When = Expression.Parse("flash") },
        ])
        {
            Rules = [Expression.Parse("left == right")],
        },
    ]);

    public static StudyView View(SearchSpace space, IReadOnlyList<ViewedTrial> trials, ulong seed = 7, IAdmission? admission = null, int? budget = null) => new()
    {
        Space = space,
        Admission = admission ?? new Refusing(_ => false),
        Objectives = Objectives,
        Seed = seed,
        TrialBudget = budget,
        Trials = trials,
    };

    public static ViewedTrial Trial(int number, ServingConfig config, TrialOutcome? outcome, string kind = "random") => new(number, config, new(kind, [], ""), outcome);

    public static TrialOutcome Completed(double capacity, double tpot = 10, double margin = 1) => new TrialOutcome.Completed(Measurement(capacity, tpot, margin));

    public static TrialMeasurement Measurement(double capacity, double tpot, double margin) => new(
        new Dictionary<string, Estimate> { [MetricNames.Capacity] = Estimate.Exact(capacity), [MetricNames.TpotOneStream] = Estimate.Exact(tpot) },
        new Dictionary<string, Estimate> { ["ttft"] = Estimate.Exact(margin) });

    public static TrialOutcome Failed(FailurePolicy policy = FailurePolicy.Infeasible) =>
        new TrialOutcome.Failed(new("some_class", policy, Retry.No, ""), "evidence");

    /// <summary>A deterministic engine: more slots and a lively cache help, q4_0 crashes, much speculation misses the SLO.</summary>
    public static TrialOutcome Evaluate(ServingConfig config)
    {
        if (config.Key.Contains("q4_0", StringComparison.Ordinal))
            return Failed();
        var numbers = config.Values.Values.Where(value => value.Kind is ValueKind.Integer or ValueKind.Real).Sum(value => Math.Log(1 + value.Number));
        return Completed(numbers, 5 + config.Values.Count, config.Key.Contains("draft_tokens=16", StringComparison.Ordinal) ? -0.2 : 0.5);
    }

    private static Parameter.Choice Speculation(string name, string draft, long low, long high) => new(
    [
        new("off", [], []),
        new("ngram", [], []),
        new("draft", [], [Integer(draft, low, high, 3, "draft_tokens")]),
    ])
    {
        Name = name,
        Default = ParameterValue.Of("off"),
        Role = "speculation",
    };

    private static Parameter.Integer Log(string name, long low, long high, long initial, string? role = null) =>
        new(low, high, ParameterScale.Log) { Name = name, Default = ParameterValue.Of(initial), Role = role };

    private static Parameter.Integer Integer(string name, long low, long high, long initial, string? role = null) =>
        new(low, high, ParameterScale.Linear) { Name = name, Default = ParameterValue.Of(initial), Role = role };
}

internal sealed class Refusing(Func<ServingConfig, bool> refuses) : IAdmission
{
    public Admission Admit(ServingConfig config) => new(refuses(config) ? "a known rule forbids it" : null);
}
