using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Finals;

/// <summary>Chooses one finalist, tests it against the baseline on fresh launches, and confirms what would be exported.</summary>
/// <remarks>Every step reads the history first, so an interrupted stage goes on where it was. The figures that are reported come from the comparison alone: it did not choose what it measures.</remarks>
public sealed class FinalStage(FinalsPlan plan, StudyRecorder recorder, LaunchRunner launches, BudgetClock budget)
{
    private StudyHistory History => recorder.History;

    public async Task<StudyVerdict> RunAsync(CancellationToken ct)
    {
        var ranking = new FinalsRanking(plan, History);
        var baseline = ranking.Baseline();
        var candidates = ranking.Candidates(baseline).Take(plan.Finalists).ToArray();
        if (candidates.Length == 0)
            return ranking.IsFeasible(baseline) ? await KeepUnopposedAsync(baseline, ct) : new FinalsVerdict(plan, History).NothingMeetsTheLimits(baseline);

        var finalist = await ChooseAsync(candidates, ct);
        var comparison = await CompareAsync(finalist, baseline, ct);
        var verdict = new FinalsVerdict(plan, History).Decide(finalist, baseline, comparison, WhyNotCompared(finalist));
        if (verdict.Winner == finalist && plan.Also.Count > 0)
        {
            await CompareElsewhereAsync(finalist, baseline, comparison, ct);
            verdict = new FinalsVerdict(plan, History).Decide(finalist, baseline, comparison, WhyNotCompared(finalist));
        }
        return await ConfirmAsync(verdict, ct);
    }

    /// <summary>The best few are found again: the best of many noisy figures reads too high.</summary>
    private async Task<int> ChooseAsync(IReadOnlyList<int> candidates, CancellationToken ct)
    {
        if (History.Decisions.OfType<FinalsDecision.FinalistChosen>().FirstOrDefault() is { } chosen)
            return chosen.Trial;
        var invited = Invited(candidates);
        await DecideAsync(new FinalsDecision.Begun(invited, invited.Count == candidates.Count ? "the best of the search" : "fewer than usual: the time budget is short"), ct);
        if (invited.Count > 1)
            foreach (var trial in invited)
                if (!History.Trials[trial].LaunchesFor(LaunchPurpose.Remeasure).Any())
                    await launches.RunAsync(trial, LaunchPurpose.Remeasure, FindAgain(trial), reserve: TimeSpan.Zero, ct);
        var best = new FinalsRanking(plan, History).BestAgain(invited);
        await DecideAsync(new FinalsDecision.FinalistChosen(best, invited.Count > 1 ? $"best of {invited.Count} on fresh launches" : "the only candidate"), ct);
        return best;
    }

    private IReadOnlyList<int> Invited(IReadOnlyList<int> candidates)
    {
        if (History.Decisions.OfType<FinalsDecision.Begun>().FirstOrDefault() is { } begun)
            return begun.Finalists;
        var affordable = new FinalsCost(plan, History).AffordableFinalists(budget.Left);
        return [.. candidates.Take(affordable)];
    }

    /// <summary>Pairs of fresh launches in ABBA order, so that drift falls on both alike.</summary>
    private async Task<PairedComparison?> CompareAsync(int finalist, int baseline, CancellationToken ct)
    {
        var pairs = Pairs();
        while (WantsAnother(pairs) && budget.Left != TimeSpan.Zero)
        {
            var finalistFirst = pairs.Begun % 2 == 0;
            foreach (var trial in finalistFirst ? [finalist, baseline] : new[] { baseline, finalist })
                if (ComparisonLaunches(trial) <= pairs.Begun)
                    await launches.RunAsync(trial, LaunchPurpose.Comparison, FindAgain(trial, Allowance(finalist, baseline)), reserve: TimeSpan.Zero, ct);
            pairs = Pairs();
        }
        if (pairs.Compare() is not { } comparison)
            return null;
        await DecideAsync(new FinalsDecision.Compared(finalist, baseline, comparison.Pairs, comparison.Difference, comparison.ProbabilityBetter), ct);
        return comparison;

        FinalsPairs Pairs() => new(plan, History, finalist, baseline);
    }

    /// <summary>The least number of pairs in any case; then only what may still decide, and leaves time for the confirmation.</summary>
    private bool WantsAnother(FinalsPairs pairs)
    {
        if (pairs.Complete.Count < plan.Pairs)
            return pairs.Begun < plan.Pairs + plan.SparePairs;
        return pairs.Begun < plan.MostPairs
            && pairs.Compare() is { ProbabilityBetter: var better } && better >= plan.WorthAnotherPair && better <= plan.ConfidenceToReplace
            && new FinalsCost(plan, History).CanAffordAnotherPair(budget.Left);
    }

    /// <summary>What wins on the study's own workload may lose on another one; only a finalist that would win is asked.</summary>
    private async Task CompareElsewhereAsync(int finalist, int baseline, PairedComparison? comparison, CancellationToken ct)
    {
        foreach (var also in plan.Also)
        {
            if (History.Decisions.OfType<FinalsDecision.AlsoCompared>().Any(decision => decision.Workload == also.Workload))
                continue;
            foreach (var trial in new[] { baseline, finalist })
                if (also.Launch(History.Trials[trial]) is null && budget.Left != TimeSpan.Zero)
                    await launches.RunAsync(trial, LaunchPurpose.Also, new Goal.FindCapacity(plan.Tolerance, Workload: also.Workload), reserve: TimeSpan.Zero, ct);
            if (also.Compare(History.Trials[finalist], History.Trials[baseline], plan.Objective.Metric, comparison) is { } compared)
                await DecideAsync(compared, ct);
        }
    }

    /// <summary>An equal share of the time that is left, so that a short budget widens the intervals in place of losing the last pair.</summary>
    private TimeSpan? Allowance(int finalist, int baseline)
    {
        var made = ComparisonLaunches(finalist) + ComparisonLaunches(baseline);
        var ofPairs = made < 2 * plan.Pairs ? 2 * plan.Pairs - made : 2 - made % 2;
        return budget.Left is { } left ? left * BudgetClock.MeasuringShare / (ofPairs + plan.LaunchesAfterThePairs) : null;
    }

    private int ComparisonLaunches(int trial) => History.Trials[trial].LaunchesFor(LaunchPurpose.Comparison).Count();

    private string WhyNotCompared(int finalist) => budget.Left == TimeSpan.Zero
        ? $"the time budget ended before {plan.Pairs} pairs of launches were compared"
        : $"trial {finalist} could not be measured again in {plan.Pairs} pairs of launches";

    private async Task<StudyVerdict> KeepUnopposedAsync(int baseline, CancellationToken ct)
    {
        if (!History.Trials[baseline].LaunchesFor(LaunchPurpose.Remeasure).Any() && budget.Left != TimeSpan.Zero)
            await launches.RunAsync(baseline, LaunchPurpose.Remeasure, FindAgain(baseline), reserve: TimeSpan.Zero, ct);
        return await ConfirmAsync(new FinalsVerdict(plan, History).Unopposed(baseline), ct);
    }

    /// <summary>At its capacity a configuration misses by definition; what is promised is what the next launch surely has, and it is shown to hold.</summary>
    private async Task<StudyVerdict> ConfirmAsync(StudyVerdict verdict, CancellationToken ct)
    {
        if (plan.Confirmation is not { } confirmation || verdict.Winner is not { } winner
            || new ReportedFigures(plan.Objective, History, verdict).Capacity(winner) is not { NextLaunchLowerBound95: > 0 } capacity)
        {
            return verdict;
        }
        for (var attempt = Confirmations(winner); attempt < ConfirmationPlan.Attempts && !IsConfirmed(winner); attempt++)
        {
            var rate = capacity.NextLaunchLowerBound95 * Math.Pow(ConfirmationPlan.StepDown, attempt);
            if (confirmation.WindowAt(rate, budget.Left) is not { } window)
                break;
            await ConfirmAtAsync(winner, rate, window, confirmation.Attainment, ct);
        }
        return verdict;
    }

    private async Task ConfirmAtAsync(int winner, double rate, TimeSpan window, double target, CancellationToken ct)
    {
        var goal = new Goal.MeasureAt([rate], window, StopWhenHopeless: true);
        var outcome = await launches.RunAsync(winner, LaunchPurpose.Confirmation, goal, reserve: TimeSpan.Zero, ct);
        var probe = History.Trials[winner].LaunchesFor(LaunchPurpose.Confirmation).Last().Probes.LastOrDefault(probe => probe.WhyInvalid is null);
        if (outcome is TrialOutcome.Completed && probe is not null)
        {
            var misses = (int)Math.Round(probe.Requests * (1 - probe.Attainment));
            await DecideAsync(new FinalsDecision.Confirmed(winner, rate, probe.Requests, misses, probe.Attainment >= target), ct);
        }
    }

    private int Confirmations(int trial) => History.Trials[trial].LaunchesFor(LaunchPurpose.Confirmation).Count();

    private bool IsConfirmed(int trial) => History.Decisions.OfType<FinalsDecision.Confirmed>().Any(decision => decision.Trial == trial && decision.Held);

    /// <summary>Starts where the capacity is already known to be.</summary>
    /// <param name="allowance">Null for as long as it takes.</param>
    private Goal FindAgain(int trial, TimeSpan? allowance = null) =>
        new Goal.FindCapacity(
            plan.Tolerance,
            History.Trials[trial].Metric(MetricNames.Capacity, LaunchPurpose.Search, LaunchPurpose.Remeasure, LaunchPurpose.Comparison)?.Value is > 0 and var known ? known : null,
            StartIsOwn: true,
            Allowance: allowance);

    private Task DecideAsync(FinalsDecision decision, CancellationToken ct) =>
        History.Decisions.Contains(decision)
            ? Task.CompletedTask
            : recorder.RecordAsync(new StudyEvent.FinalsDecided(decision) { At = recorder.Now }, ct);
}
