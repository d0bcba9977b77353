using AutoTune.SearchSpaces;
using AutoTune.Trials;

namespace AutoTune.Search;

/// <summary>What failed launches say of configurations that were not launched yet, so that no cause is paid for again and again.</summary>
/// <remarks>
/// Two things are concluded, both narrow. Memory that ran out runs out again where more is asked for and nothing else is changed.
/// And where one cause was met at least twice, every configuration between those that met it is taken to meet it, too,
/// unless one of them is known to work: numbers between their least and their greatest, other values among theirs.
/// </remarks>
internal sealed class LearnedFailures
{
    /// <summary>Roles of numbers that need the more memory the greater they are.</summary>
    private static readonly HashSet<string> MemoryRoles = ["running_requests", "batched_tokens", "prefill_chunk", "context", "draft_tokens"];

    private const string MemoryPrefix = "oom_";
    private const string HostMemory = "host_oom";
    private const int Sightings = 2;

    private readonly List<(ServingConfig Config, HashSet<string> Memory)> _outOfMemory = [];
    private readonly List<Region> _regions = [];

    public LearnedFailures(SearchSpace space, IReadOnlyList<ViewedTrial> trials)
    {
        var failed = trials
            .Where(trial => trial.Outcome is TrialOutcome.Failed { Failure.Policy: FailurePolicy.Infeasible })
            .Select(trial => (trial.Config, Failed: (TrialOutcome.Failed)trial.Outcome!))
            .ToArray();
        foreach (var (config, problem) in failed)
            if (IsMemory(problem.Failure.Name) && space.Branches.FirstOrDefault(branch => branch.Name == config.Engine) is { } branch)
                _outOfMemory.Add((config, [.. branch.AllParameters.Where(parameter => parameter.Role is { } role && MemoryRoles.Contains(role)).Select(parameter => parameter.Name)]));
        var working = trials.Where(trial => trial.Outcome is TrialOutcome.Completed or TrialOutcome.Pruned).Select(trial => trial.Config).ToArray();
        foreach (var cause in failed.GroupBy(each => (each.Config.Engine, each.Failed.Failure.Name, Cause: WithoutNumbers(each.Failed.Evidence))).Where(group => group.Count() >= Sightings))
            if (Region.Around([.. cause.Select(each => each.Config)]) is { } region && !working.Any(region.Contains))
                _regions.Add(region);
    }

    public bool Excludes(ServingConfig config) =>
        _outOfMemory.Any(failed => AsksForNoLess(config, failed.Config, failed.Memory)) || _regions.Any(region => region.Contains(config));

    private static bool IsMemory(string failure) => failure == HostMemory || failure.StartsWith(MemoryPrefix, StringComparison.Ordinal);

    /// <summary>Alike but for numbers that need memory, and none of those is smaller.</summary>
    private static bool AsksForNoLess(ServingConfig config, ServingConfig failed, HashSet<string> memory) =>
        config.Engine == failed.Engine && config.Values.Count == failed.Values.Count
        && config.Values.All(value => failed.Values.TryGetValue(value.Key, out var other)
            && (value.Value.Equals(other) || (memory.Contains(value.Key) && Number(value.Value) is { } now && Number(other) is { } then && now >= then)));

    /// <summary>The same cause is told with other numbers: sizes, addresses, times.</summary>
    private static string WithoutNumbers(string evidence) => string.Concat(evidence.Where(character => !char.IsAsciiDigit(character)));

    private static double? Number(ParameterValue value) => value.Kind is ValueKind.Integer or ValueKind.Real ? value.Number : null;

    /// <summary>The smallest box that holds some configurations of one engine.</summary>
    private sealed record Region(string Engine, IReadOnlyDictionary<string, IReadOnlyList<ParameterValue>> Values)
    {
        /// <returns>Null where they do not have the same parameters, as those of another branch of a choice.</returns>
        public static Region? Around(IReadOnlyList<ServingConfig> configs)
        {
            var names = configs[0].Values.Keys.ToHashSet();
            return configs.All(config => names.SetEquals(config.Values.Keys))
                ? new(configs[0].Engine, names.ToDictionary(name => name, name => (IReadOnlyList<ParameterValue>)[.. configs.Select(config => config.Values[name])]))
                : null;
        }

        public bool Contains(ServingConfig config) =>
            config.Engine == Engine && config.Values.Count == Values.Count
            && config.Values.All(value => Values.TryGetValue(value.Key, out var seen) && (seen.Contains(value.Value) || IsBetween(value.Value, seen)));

        private static bool IsBetween(ParameterValue value, IReadOnlyList<ParameterValue> seen) =>
            Number(value) is { } number && seen.All(each => Number(each) is not null) && seen.Min(each => Number(each)) <= number && number <= seen.Max(each => Number(each));
    }
}
