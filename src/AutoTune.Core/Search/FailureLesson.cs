using AutoTune.SearchSpaces;

namespace AutoTune.Search;

/// <summary>A conclusion from failed launches: which configurations are taken to fail in the same way.</summary>
/// <param name="Class">Of the failure.</param>
/// <param name="Trials">That it was learned from.</param>
/// <param name="Text">What is not tried, in words.</param>
public sealed record FailureLesson(string Class, IReadOnlyList<int> Trials, string Text, Func<ServingConfig, bool> Excludes)
{
    /// <summary>Alike but for numbers that need memory, and none of those is smaller.</summary>
    /// <param name="memory">Names of parameters that need the more memory the greater they are.</param>
    internal static FailureLesson OutOfMemory(string failure, ViewedTrial trial, IReadOnlySet<string> memory)
    {
        var failed = trial.Config;
        var bounds = failed.Values.Where(value => memory.Contains(value.Key) && Number(value.Value) is not null).OrderBy(value => value.Key, StringComparer.Ordinal).ToArray();
        var more = bounds.Length == 0 ? "the same again" : $"{string.Join(", ", bounds.Select(bound => $"{bound.Key} ≥ {bound.Value}"))} with all else as in trial {trial.Number}";
        return new(failure, [trial.Number], more, config =>
            config.Engine == failed.Engine && config.Values.Count == failed.Values.Count
            && config.Values.All(value => failed.Values.TryGetValue(value.Key, out var other)
                && (value.Value.Equals(other) || (memory.Contains(value.Key) && Number(value.Value) is { } now && Number(other) is { } then && now >= then))));
    }

    /// <summary>All that can be put together from the values of some configurations of one engine.</summary>
    /// <returns>Null where they do not have the same parameters, as those of another branch of a choice.</returns>
    internal static FailureLesson? SameValues(string failure, IReadOnlyList<ViewedTrial> trials)
    {
        var names = trials[0].Config.Values.Keys.ToHashSet();
        if (!trials.All(trial => names.SetEquals(trial.Config.Values.Keys)))
            return null;
        var engine = trials[0].Config.Engine;
        var values = names.ToDictionary(name => name, name => trials.Select(trial => trial.Config.Values[name]).ToHashSet());
        var varied = values.Where(value => value.Value.Count > 1).OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key} {string.Join(" or ", value.Value)}");
        var numbers = trials.Select(trial => trial.Number).Distinct().ToArray();
        return new(failure, numbers, $"{string.Join(" with ", varied)}, in whatever combination, with all else as in trials {string.Join(", ", numbers)}", config =>
            config.Engine == engine && config.Values.Count == values.Count && config.Values.All(value => values.TryGetValue(value.Key, out var seen) && seen.Contains(value.Value)));
    }

    private static double? Number(ParameterValue value) => value.Kind is ValueKind.Integer or ValueKind.Real ? value.Number : null;
}
