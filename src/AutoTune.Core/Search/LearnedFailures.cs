using AutoTune.SearchSpaces;
using AutoTune.Trials;

namespace AutoTune.Search;

/// <summary>What failed launches say of configurations that were not launched yet, so that no cause is paid for again and again.</summary>
/// <remarks>
/// Two things are concluded, both narrow, and both are taken back by a launch that works. Memory that ran out runs out again where more is
/// asked for and nothing else is changed. And where one known cause was met at least twice, a configuration that is put together from the
/// very values that met it meets it, too. Numbers in between are not concluded upon: 3 and 5 may be refused where 4 is a divisor.
/// </remarks>
internal sealed class LearnedFailures
{
    /// <summary>Roles of numbers that need the more memory the greater they are.</summary>
    private static readonly HashSet<string> MemoryRoles = ["running_requests", "batched_tokens", "prefill_chunk", "context", "draft_tokens"];

    /// <summary>A process that somebody killed looks like one that the host's memory was too small for.</summary>
    private const string HostMemory = "host_oom";

    private const string MemoryPrefix = "oom_";
    private const string UnknownCause = "crash_unknown";
    private const int Sightings = 2;

    private readonly List<(ServingConfig Config, HashSet<string> Memory)> _outOfMemory;
    private readonly List<Region> _regions;

    public LearnedFailures(SearchSpace space, IReadOnlyList<ViewedTrial> trials)
    {
        var working = trials.Where(trial => trial.Outcome is TrialOutcome.Completed or TrialOutcome.Pruned).Select(trial => trial.Config).ToArray();
        var failed = trials
            .Where(trial => trial.Outcome is TrialOutcome.Failed { Failure: { Policy: FailurePolicy.Infeasible, Name: not UnknownCause } })
            .Select(trial => (trial.Config, Failed: (TrialOutcome.Failed)trial.Outcome!))
            .ToArray();
        var hostMemory = failed.Count(each => each.Failed.Failure.Name == HostMemory);
        _outOfMemory =
        [
            .. from each in failed
               where each.Failed.Failure.Name.StartsWith(MemoryPrefix, StringComparison.Ordinal) || (each.Failed.Failure.Name == HostMemory && hostMemory >= Sightings)
               let memory = MemoryParameters(space, each.Config.Engine)
               where !working.Any(config => AsksForNoLess(config, each.Config, memory))
               select (each.Config, memory),
        ];
        _regions =
        [
            .. from each in failed
               group each.Config by (each.Config.Engine, each.Failed.Failure.Name, Cause: WithoutNumbers(each.Failed.Evidence)) into cause
               where cause.Count() >= Sightings
               let region = Region.Of([.. cause])
               where region is not null && !working.Any(region.Contains)
               select region,
        ];
    }

    public bool Excludes(ServingConfig config) =>
        _outOfMemory.Any(failed => AsksForNoLess(config, failed.Config, failed.Memory)) || _regions.Any(region => region.Contains(config));

    private static HashSet<string> MemoryParameters(SearchSpace space, string engine) =>
        [.. space.Branches.Where(branch => branch.Name == engine).SelectMany(branch => branch.AllParameters).Where(parameter => parameter.Role is { } role && MemoryRoles.Contains(role)).Select(parameter => parameter.Name)];

    /// <summary>Alike but for numbers that need memory, and none of those is smaller.</summary>
    private static bool AsksForNoLess(ServingConfig config, ServingConfig failed, HashSet<string> memory) =>
        config.Engine == failed.Engine && config.Values.Count == failed.Values.Count
        && config.Values.All(value => failed.Values.TryGetValue(value.Key, out var other)
            && (value.Value.Equals(other) || (memory.Contains(value.Key) && Number(value.Value) is { } now && Number(other) is { } then && now >= then)));

    /// <summary>The same cause is told with other numbers: sizes, addresses, times.</summary>
    private static string WithoutNumbers(string evidence) => string.Concat(evidence.Where(character => !char.IsAsciiDigit(character)));

    private static double? Number(ParameterValue value) => value.Kind is ValueKind.Integer or ValueKind.Real ? value.Number : null;

    /// <summary>All that can be put together from the values of some configurations of one engine.</summary>
    private sealed record Region(string Engine, IReadOnlyDictionary<string, HashSet<ParameterValue>> Values)
    {
        /// <returns>Null where they do not have the same parameters, as those of another branch of a choice.</returns>
        public static Region? Of(IReadOnlyList<ServingConfig> configs)
        {
            var names = configs[0].Values.Keys.ToHashSet();
            return configs.All(config => names.SetEquals(config.Values.Keys))
                ? new(configs[0].Engine, names.ToDictionary(name => name, name => configs.Select(config => config.Values[name]).ToHashSet()))
                : null;
        }

        public bool Contains(ServingConfig config) =>
            config.Engine == Engine && config.Values.Count == Values.Count && config.Values.All(value => Values.TryGetValue(value.Key, out var seen) && seen.Contains(value.Value));
    }
}
