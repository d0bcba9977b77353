using System.Text.Json.Serialization;

namespace AutoTune.Reports;

[JsonConverter(typeof(SnakeCaseEnum<ParameterKind>))]
public enum ParameterKind { Integer, Float, Categorical, Ordinal, Boolean, Choice }

/// <summary>One searched parameter.</summary>
public sealed record ParameterSection
{
    public required string Name { get; init; }
    public required ParameterKind Kind { get; init; }
    public string? Engine { get; init; }

    /// <summary>Flag, environment variable or configuration key, as the engine names it.</summary>
    public string? Flag { get; init; }

    /// <summary>What the engine does when the flag is absent.</summary>
    public SettingValue? Default { get; init; }

    public required bool LogScale { get; init; }

    /// <summary>Share of the primary objective's variation that goes with this parameter, 0 to 1; absent with too few trials.</summary>
    public double? Importance { get; init; }

    /// <summary>The share that shuffled figures reach in one of a hundred shuffles: below it, the importance may be chance.</summary>
    public double? ImportanceByChance { get; init; }

    /// <summary>What was seen, in words: "Q4_0: median 14.2 req/s over 6 trials; F16: 8.9 over 5".</summary>
    public string? Effect { get; init; }
}
