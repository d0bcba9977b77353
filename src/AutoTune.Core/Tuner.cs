using AutoTune.Finals;
using AutoTune.Preflight;
using AutoTune.Search;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune;

/// <summary>Start reading here. Ask the strategy, evaluate, record, until the budget is spent; then the finals.</summary>
/// <remarks>Resuming is nothing but reading the store: whatever is recorded is not done again, and a strategy is a pure function of it.</remarks>
public sealed class Tuner(TuningPlan plan, IStrategy strategy, StudyRecorder recorder, LaunchRunner launches, BudgetClock budget)
{
    private StudyHistory History => recorder.History;

    /// <returns>The verdict; an already finished study's own.</returns>
    /// <exception cref="OperationCanceledException">The user stopped it; it can be resumed.</exception>
    /// <exception cref="StudyStoppedException">Every further trial would meet the same; it can be resumed.</exception>
    public async Task<StudyVerdict> RunAsync(CancellationToken ct)
    {
        if (History.Verdict is { } already)
            return already;
        while (await NextAsync(ct) is { } trial)
            await SearchLaunchAsync(trial, ct);
        var verdict = await new FinalStage(plan.Finals, recorder, launches, budget).RunAsync(ct);
        await recorder.RecordAsync(new StudyEvent.StudyFinished(verdict) { At = recorder.Now }, ct);
        return verdict;
    }

    /// <summary>A trial that was asked and has no outcome comes first: it is run again, never proposed again.</summary>
    /// <returns>Null when the search is over.</returns>
    private async Task<TrialHistory?> NextAsync(CancellationToken ct)
    {
        if (History.Decisions.Count > 0)
            return null;
        if (History.Trials.FirstOrDefault(IsUnfinished) is { } unfinished)
            return unfinished;
        if (!budget.AllowsTrial(History.Trials.Count) || !TimeAllowsTrial())
            return null;
        return Ask(ct) switch
        {
            Proposal.Evaluate asked => await RecordAskedAsync(asked, ct),
            Proposal.Repeat again => History.Trials[again.Trial],
            _ => null,
        };
    }

    private bool IsUnfinished(TrialHistory trial) =>
        trial.SearchOutcome is null || (trial.SearchOutcome is TrialOutcome.Failed failed && TuningPlan.Stops(failed, History));

    /// <summary>Trial 0 is the baseline; the strategy proposes the others.</summary>
    private Proposal Ask(CancellationToken ct)
    {
        var number = History.Trials.Count;
        if (number == 0 && plan.Baseline is { } baseline)
            return new Proposal.Evaluate(baseline, new(TrialOrigins.Baseline, [], plan.BaselineIs));
        return strategy.Propose(plan.View(History), number, ct);
    }

    private async Task<TrialHistory> RecordAskedAsync(Proposal.Evaluate asked, CancellationToken ct)
    {
        var number = History.Trials.Count;
        await recorder.RecordAsync(new StudyEvent.TrialAsked(number, asked.Config, asked.Origin, History.Position) { At = recorder.Now }, ct);
        return History.Trials[number];
    }

    /// <summary>A failure of the surroundings is retried as its class says, without penalty; one that every trial would meet stops the study.</summary>
    private async Task SearchLaunchAsync(TrialHistory trial, CancellationToken ct)
    {
        for (var retries = 0; ; retries++)
        {
            var outcome = await launches.RunAsync(trial.Number, LaunchPurpose.Search, plan.SearchGoal(History, trial, budget.Left - Reserve), Reserve, ct);
            if (outcome is not TrialOutcome.Failed failed)
                return;
            if (TuningPlan.Stops(failed, History))
                throw new StudyStoppedException($"Trial {trial.Number} failed with {failed.Failure.Name}, as every further one would: {failed.Evidence}", failed.Failure.Learned);
            if (retries >= TuningPlan.RetriesOf(failed.Failure) || !TimeAllowsTrial())
                return;
        }
    }

    private TimeSpan Reserve => new FinalsCost(plan.Finals, History).Reserve(plan.Budget.Time);

    /// <summary>A trial that would be cut off by the finals is not begun.</summary>
    private bool TimeAllowsTrial() =>
        budget.Left is not { } left || left - Reserve > (new FinalsCost(plan.Finals, History).TypicalLaunch() ?? TimeSpan.Zero) / 2;
}
