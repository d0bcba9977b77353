using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Search;

/// <summary>All that a strategy may see.</summary>
public sealed class StudyView
{
    public required SearchSpace Space { get; init; }

    public required IAdmission Admission { get; init; }

    /// <summary>One or two; the first decides the winner.</summary>
    public required IReadOnlyList<Objective> Objectives { get; init; }

    public IReadOnlyList<MetricConstraint> Constraints { get; init; } = [];

    public required ulong Seed { get; init; }

    /// <summary>Configurations that may be tried in all, failed ones too; null where only time ends the study.</summary>
    public int? TrialBudget { get; init; }

    /// <summary>By trial number; pending ones have no outcome.</summary>
    public required IReadOnlyList<ViewedTrial> Trials { get; init; }
}

/// <param name="Outcome">Of the search's own launch; null while it is pending.</param>
/// <param name="Origin">How it came about.</param>
public sealed record ViewedTrial(int Number, ServingConfig Config, TrialOrigin Origin, TrialOutcome? Outcome);
