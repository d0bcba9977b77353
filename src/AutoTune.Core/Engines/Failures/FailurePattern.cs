using System.Text.RegularExpressions;
using AutoTune.Trials;

namespace AutoTune.Engines;

/// <summary>A line that an engine is known to print when it fails.</summary>
public sealed record FailurePattern
{
    public const string AnyEngine = "any";

    /// <summary>An engine's name, or <see cref="AnyEngine"/>.</summary>
    public required string Engine { get; init; }

    public required FailureClass Class { get; init; }

    /// <summary>The class where the line comes before the weights are in memory; else <see cref="Class"/>.</summary>
    public FailureClass? WhileLoading { get; init; }

    /// <summary>The class where the line comes between the weights and the first request; else <see cref="Class"/>.</summary>
    public FailureClass? WhileWarming { get; init; }

    public required Regex Match { get; init; }

    /// <summary>Lines that match this too are harmless.</summary>
    public Regex? Unless { get; init; }

    public required PatternStrength Strength { get; init; }

    public required string Source { get; init; }

    /// <summary>Whether the text was read in the engine's source or in its own output.</summary>
    public required bool Verified { get; init; }

    /// <summary>A line that it matches.</summary>
    public required string Example { get; init; }

    public bool Matches(string line) => Match.IsMatch(line) && Unless?.IsMatch(line) != true;

    public FailureClass ClassIn(StartPhase phase) => phase switch
    {
        StartPhase.Loading => WhileLoading ?? Class,
        StartPhase.Warming => WhileWarming ?? Class,
        _ => Class,
    };
}
