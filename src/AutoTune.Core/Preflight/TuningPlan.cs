using AutoTune.Engines;
using AutoTune.Finals;
using AutoTune.Metrics;
using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Preflight;

/// <summary>A study made ready to run: what Preflight hands to the tuner.</summary>
public sealed record TuningPlan
{
    /// <summary>Repeated for a class of the environment.</summary>
    private const int MostRetries = 3;

    public required SearchSpace Space { get; init; }

    /// <summary>Known rules, and where sizes are known the memory model: as it stands before the first start.</summary>
    public required IAdmission Admission { get; init; }

    public required Study Study { get; init; }

    /// <summary>What runs today, read back; null where the study names nothing.</summary>
    public ServingConfig? Baseline { get; init; }

    /// <summary>In words: what runs today, or which part of it can be measured here.</summary>
    public string BaselineIs { get; init; } = "what runs today";

    public required FinalsPlan Finals { get; init; }

    public Budget Budget => Study.Budget;

    public StudyView View(StudyHistory history) => new()
    {
        Space = Space,
        Admission = AdmissionAfter(history),
        Objectives = Study.Objectives,
        Constraints = Study.Constraints,
        Seed = Study.Seed,
        TrialBudget = new FinalsCost(Finals, history).AffordableTrials(Budget),
        Trials = [.. history.Trials.Select(trial => new ViewedTrial(trial.Number, trial.Config, trial.Origin, trial.SearchOutcome))],
    };

    /// <summary>Each start that logged its cache tells the memory model where it stands off.</summary>
    private IAdmission AdmissionAfter(StudyHistory history) => Admission is MemoryAdmission memory
        ? memory.After(history.Trials.SelectMany(trial => trial.Launches.SelectMany(launch => launch.Seen).OfType<LaunchEvent.Ready>()
            .Where(ready => ready.KvTokens is not null).Select(ready => (trial.Config, ready.KvTokens!.Value))))
        : Admission;

    /// <summary>A candidate starts at its parent's capacity, and may be stopped where it clearly stays below the best so far.</summary>
    /// <param name="left">Of the time budget without the finals' share; null where it is not limited. A search that would run past it ends with what it knows by then.</param>
    public Goal SearchGoal(StudyHistory history, TrialHistory trial, TimeSpan? left)
    {
        var parents = trial.Origin.Parents.Select(parent => CapacityOf(history.Trials[parent])).Where(capacity => capacity > 0);
        var best = Incumbent.Of(history);
        var start = parents.DefaultIfEmpty(best?.Value ?? 0).Max();
        return new Goal.FindCapacity(SearchTolerance, start > 0 ? start : null, best?.Value, Allowance: left * BudgetClock.MeasuringShare, RejectBelowError: best?.StandardError ?? 0);
    }

    /// <summary>A command finds what it finds.</summary>
    private double SearchTolerance => Study.Evaluation is EvaluationMode.Served served ? served.Probe.Tolerance : ProbeSettings.DefaultTolerance;

    public static int RetriesOf(FailureClass failure) => failure.Retry switch
    {
        Retry.Once => 1,
        Retry.Yes => MostRetries,
        _ => 0,
    };

    /// <summary>Fatal for the run; or fatal for an engine that never worked in this study.</summary>
    public static bool Stops(TrialOutcome.Failed failed, StudyHistory history) => failed.Failure.Policy switch
    {
        FailurePolicy.FatalForRun => true,
        FailurePolicy.FatalForEngine => !history.Trials.Any(trial => trial.SearchOutcome is TrialOutcome.Completed or TrialOutcome.Pruned),
        _ => false,
    };

    private static double CapacityOf(TrialHistory trial) => trial.Metric(MetricNames.Capacity, LaunchPurpose.Search)?.Value ?? 0;
}
