using AutoTune.Capacity;
using AutoTune.Finals;
using AutoTune.Load;
using AutoTune.Metrics;
using AutoTune.SearchSpaces;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Judging;

/// <summary>Judges a study again under another SLO, from the stamps of its requests: nothing runs.</summary>
/// <param name="folder">The study's: its stamps are below it.</param>
/// <param name="context">With the SLO that holds now.</param>
/// <param name="gpusOf">That a configuration takes.</param>
public sealed class StudyRejudgement(string folder, FinalsPlan plan, CapacityContext context, Func<ServingConfig, int> gpusOf)
{
    /// <summary>Probes whose stamps are gone keep their old judgement, which is none under this SLO.</summary>
    public int Unreadable { get; private set; }

    /// <param name="events">As the store has them.</param>
    public async Task<StudyHistory> JudgeAsync(IAsyncEnumerable<StoredEvent> events, CancellationToken ct)
    {
        var history = new StudyHistory();
        await foreach (var stored in events.WithCancellation(ct))
        {
            var judged = stored.Event switch
            {
                StudyEvent.LaunchSaw { Seen: LaunchEvent.Probed probed } saw => saw with { Seen = new LaunchEvent.Probed(await AgainAsync(probed.Probe, ct)) },
                StudyEvent.LaunchEnded ended => ended with { Outcome = Again(history, ended) },
                StudyEvent.FinalsDecided { Decision: var decision } decided => Again(history, decision) is { } other ? decided with { Decision = other } : null,
                StudyEvent.StudyFinished finished => finished with { Verdict = Verdict(history) },
                var unchanged => unchanged,
            };
            if (judged is not null)
                history.Apply(stored with { Event = judged });
        }
        return history;
    }

    private async Task<ProbeSummary> AgainAsync(ProbeSummary probe, CancellationToken ct)
    {
        if (probe.StampsFile is { } file && await ReadAsync(Path.Combine(folder, file), ct) is { } record)
            return ProbeSummaries.Of(record, context.Slo, probe.Purpose) with { StampsFile = probe.StampsFile, StampsSha256 = probe.StampsSha256 };
        Unreadable++;
        return probe with { WhyInvalid = "its stamps cannot be read" };
    }

    private static async Task<ProbeRecord?> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            return await StampsFile.ReadAsync(path, ct);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>What was measured at one rate (a confirmation) has no capacity of its own; further workloads keep their own limits.</summary>
    private TrialOutcome Again(StudyHistory history, StudyEvent.LaunchEnded ended)
    {
        var trial = history.Trials[ended.Trial];
        var launch = trial.Launch(ended.Launch);
        return launch.Purpose is LaunchPurpose.Confirmation or LaunchPurpose.Also ? ended.Outcome : SecondOpinion.Of(ended.Outcome, [.. launch.Probes], context with { Gpus = gpusOf(trial.Config) });
    }

    /// <returns>Null for a step that says nothing under these limits.</returns>
    private FinalsDecision? Again(StudyHistory history, FinalsDecision decision) => decision switch
    {
        FinalsDecision.Compared compared => new FinalsPairs(plan, history, compared.Finalist, compared.Baseline).Compare() is { } again
            ? compared with { Pairs = again.Pairs, Ratio = again.Difference, ProbabilityBetter = again.ProbabilityBetter }
            : null,
        FinalsDecision.Confirmed confirmed => Again(history, confirmed),
        _ => decision,
    };

    /// <summary>A rate that holds under the new limits, too, is promised; one that does not was chosen for others.</summary>
    private FinalsDecision.Confirmed? Again(StudyHistory history, FinalsDecision.Confirmed confirmed)
    {
        var probe = history.Trials[confirmed.Trial].LaunchesFor(LaunchPurpose.Confirmation).SelectMany(launch => launch.Probes)
            .LastOrDefault(probe => probe is { WhyInvalid: null } && probe.OfferedRate == confirmed.Rate);
        return probe is not null && probe.Attainment >= context.Slo.Attainment
            ? confirmed with { Requests = probe.Requests, Misses = probe.Requests - probe.Met, Held = true }
            : null;
    }

    private StudyVerdict Verdict(StudyHistory history)
    {
        var ranking = new FinalsRanking(plan, history);
        var verdict = new FinalsVerdict(plan, history);
        var baseline = ranking.Baseline();
        var finalist = history.Decisions.OfType<FinalsDecision.FinalistChosen>().Select(chosen => (int?)chosen.Trial).FirstOrDefault() ?? ranking.Candidates(baseline).Select(trial => (int?)trial).FirstOrDefault();
        if (finalist is not { } trial)
            return ranking.IsFeasible(baseline) ? verdict.Unopposed(baseline) : verdict.NothingMeetsTheLimits(baseline);
        var decided = verdict.Decide(trial, baseline, new FinalsPairs(plan, history, trial, baseline).Compare(), $"trial {trial} was not compared with the baseline in {plan.Pairs} pairs that can be judged under these limits");
        var best = ranking.Candidates(baseline).Select(candidate => (int?)candidate).FirstOrDefault();
        return best == trial || best is null ? decided : decided with { Why = $"{decided.Why}; under these limits trial {best} measured best in the search, and was never compared" };
    }
}
