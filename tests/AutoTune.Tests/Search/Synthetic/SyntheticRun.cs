using AutoTune.Metrics;
using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Tests.Search.Synthetic;

/// <summary>A study on a synthetic space, without a tuner: ask, evaluate, append.</summary>
public sealed class SyntheticRun(SyntheticDocument document)
{
    private static readonly FailureClass Crash = new("crash", FailurePolicy.Infeasible, Retry.No, "");
    private readonly SyntheticEvaluator _evaluator = new(document);

    public IReadOnlyList<ViewedTrial> Run(IStrategy strategy, ulong seed, int trials)
    {
        var space = new SyntheticSpace(document, _evaluator);
        var done = new List<ViewedTrial>();
        while (done.Count < trials && strategy.Propose(View(space, seed, done), done.Count, CancellationToken.None) is Proposal.Evaluate proposal)
            done.Add(new(done.Count, proposal.Config, proposal.Origin, Outcome(proposal.Config, seed, (ulong)done.Count)));
        return done;
    }

    /// <summary>(v − d) ÷ max(o − d, 0.1 o), v being the noiseless capacity of the best that was measured feasible; −1 to 1.</summary>
    public double Score(IEnumerable<ViewedTrial> trials)
    {
        var delivered = trials.Where(IsFeasible).MaxBy(trial => ((TrialOutcome.Completed)trial.Outcome!).Measurement.Metrics[MetricNames.Capacity].Value);
        var truth = delivered is null ? null : _evaluator.Evaluate(SyntheticSpace.Flat(delivered.Config), noise: null);
        var value = truth is { IsFeasible: true } ? truth.Capacity : 0;
        var (best, start) = (document.Optimum.Capacity, document.Optimum.BestDefault.Capacity);
        return Math.Clamp((value - start) / Math.Max(best - start, 0.1 * best), -1, 1);
    }

    private static bool IsFeasible(ViewedTrial trial) =>
        trial.Outcome is TrialOutcome.Completed completed && completed.Measurement.SloMargins.Values.All(margin => margin.Value >= 0);

    private static StudyView View(SyntheticSpace space, ulong seed, List<ViewedTrial> done) => new()
    {
        Space = space.Space,
        Admission = space,
        Objectives = [new(MetricNames.Capacity, ObjectiveDirection.Maximize)],
        Seed = seed,
        Trials = [.. done],
    };

    private TrialOutcome Outcome(ServingConfig config, ulong seed, ulong trial)
    {
        var seen = _evaluator.Evaluate(SyntheticSpace.Flat(config), (seed, trial));
        if (seen.Crash is not null)
            return new TrialOutcome.Failed(Crash, seen.Crash);
        var margin = Math.Log(document.Limits["ttft_ms"] / seen.TtftMs);
        return new TrialOutcome.Completed(new(
            new Dictionary<string, Estimate> { [MetricNames.Capacity] = Estimate.Exact(seen.Capacity), [MetricNames.TpotOneStream] = Estimate.Exact(seen.TpotOneStreamMs) },
            new Dictionary<string, Estimate> { ["ttft"] = Estimate.Exact(margin) }));
    }
}
