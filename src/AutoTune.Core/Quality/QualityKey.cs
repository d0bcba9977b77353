using AutoTune.SearchSpaces;

namespace AutoTune.Quality;

/// <summary>What of a configuration can change its answers: measured once for each, not for each trial.</summary>
public static class QualityKey
{
    /// <summary>Roles of parameters that do; batch sizes, threads and the like only change how sums are rounded.</summary>
    private static readonly string[] Roles = ["weights", "kv", "attention", "speculation"];

    /// <returns>Engine, names and values, ordinally sorted: <c>llama-cpp cache_type_k=f16 weights=Q8_0</c>.</returns>
    public static string Of(ServingConfig config, SpaceBranch branch)
    {
        var names = branch.AllParameters.Where(parameter => Roles.Contains(parameter.Role)).Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        return string.Join(' ', config.Values.Where(setting => names.Contains(setting.Key)).Select(setting => $"{setting.Key}={setting.Value}").Prepend(config.Engine));
    }
}
