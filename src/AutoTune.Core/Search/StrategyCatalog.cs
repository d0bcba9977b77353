using AutoTune.Yaml;

namespace AutoTune.Search;

/// <summary>The strategies that a study may name.</summary>
public static class StrategyCatalog
{
    private static readonly IReadOnlyList<IStrategy> Strategies = [new Nsga2Strategy(), new RandomStrategy()];

    public static IReadOnlyList<string> Names { get; } = [.. Strategies.Select(strategy => strategy.Name)];

    /// <exception cref="InvalidInputException">There is no such strategy; the message names the nearest and all that there are.</exception>
    public static IStrategy Find(string name, SourcePosition? position = null) =>
        Strategies.FirstOrDefault(strategy => string.Equals(strategy.Name, name, StringComparison.Ordinal))
        ?? throw new InvalidInputException($"there is no strategy '{name}'{NearestName.Hint(name, Names)}", position);
}
