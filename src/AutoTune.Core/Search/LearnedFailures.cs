using AutoTune.SearchSpaces;
using AutoTune.Trials;

namespace AutoTune.Search;

/// <summary>What failed launches say of configurations that were not launched yet, so that no cause is paid for again and again.</summary>
/// <remarks>
/// Two things are concluded, both narrow, and both are taken back by a launch that works. Memory that ran out runs out again where more is
/// asked for and nothing else is changed. And where one known cause was met at least twice, a configuration that is put together from the
/// very values that met it meets it, too. Numbers in between are not concluded upon: 3 and 5 may be refused where 4 is a divisor.
/// </remarks>
public sealed class LearnedFailures
{
    /// <summary>Roles of numbers that need the more memory the greater they are.</summary>
    private static readonly HashSet<string> MemoryRoles = ["running_requests", "batched_tokens", "prefill_chunk", "context", "draft_tokens"];

    /// <summary>A process that somebody killed looks like one that the host's memory was too small for.</summary>
    private const string HostMemory = "host_oom";

    private const string MemoryPrefix = "oom_";
    private const string UnknownCause = "crash_unknown";
    private const int Sightings = 2;

    public LearnedFailures(SearchSpace space, IReadOnlyList<ViewedTrial> trials)
    {
        var working = trials.Where(trial => trial.Outcome is TrialOutcome.Completed or TrialOutcome.Pruned).Select(trial => trial.Config).ToArray();
        var failed = trials
            .Where(trial => trial.Outcome is TrialOutcome.Failed { Failure: { Policy: FailurePolicy.Infeasible, Name: not UnknownCause } })
            .Select(trial => (Trial: trial, Failed: (TrialOutcome.Failed)trial.Outcome!))
            .ToArray();
        var hostMemory = failed.Count(each => each.Failed.Failure.Name == HostMemory);
        var outOfMemory =
            from each in failed
            where each.Failed.Failure.Name.StartsWith(MemoryPrefix, StringComparison.Ordinal) || (each.Failed.Failure.Name == HostMemory && hostMemory >= Sightings)
            select FailureLesson.OutOfMemory(each.Failed.Failure.Name, each.Trial, MemoryParameters(space, each.Trial.Config.Engine));
        var sameCause =
            from each in failed
            group each.Trial by (each.Trial.Config.Engine, each.Failed.Failure.Name, Cause: WithoutNumbers(each.Failed.Evidence)) into cause
            where cause.Count() >= Sightings
            select FailureLesson.SameValues(cause.Key.Name, [.. cause]);
        Lessons = [.. outOfMemory.Concat(sameCause).OfType<FailureLesson>().Where(lesson => !working.Any(lesson.Excludes))];
    }

    public IReadOnlyList<FailureLesson> Lessons { get; }

    public bool Excludes(ServingConfig config) => Lessons.Any(lesson => lesson.Excludes(config));

    private static HashSet<string> MemoryParameters(SearchSpace space, string engine) =>
        [.. space.Branches.Where(branch => branch.Name == engine).SelectMany(branch => branch.AllParameters).Where(parameter => parameter.Role is { } role && MemoryRoles.Contains(role)).Select(parameter => parameter.Name)];

    /// <summary>The same cause is told with other numbers: sizes, addresses, times.</summary>
    private static string WithoutNumbers(string evidence) => string.Concat(evidence.Where(character => !char.IsAsciiDigit(character)));
}
