using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Finals;

/// <summary>From what the finals measured to the verdict.</summary>
public sealed class FinalsVerdict(FinalsPlan plan, StudyHistory history)
{
    private readonly FinalsRanking _ranking = new(plan, history);

    /// <summary>The better one; never one that misses the limits.</summary>
    /// <param name="whyNotCompared">Where there is no comparison.</param>
    public StudyVerdict Decide(int finalist, int baseline, PairedComparison? comparison, string whyNotCompared)
    {
        var (winner, why) = (baseline, comparison is null ? whyNotCompared : WhyKept(finalist, comparison));
        if (comparison?.ProbabilityBetter > plan.ConfidenceToReplace)
            (winner, why) = (finalist, $"trial {finalist} is better in {comparison.Pairs} pairs of fresh launches");
        if (winner == finalist && Excluding(finalist) is { } lost)
            (winner, why) = (baseline, $"trial {finalist} is better on the study's own workload, and has only {lost.Ratio.Value * 100:0} % of the baseline's figure on '{lost.Workload}'");
        var reported = comparison is null ? [] : new Dictionary<int, Estimate> { [finalist] = comparison.A, [baseline] = comparison.B };
        if (!_ranking.MayBeExported(winner))
        {
            var other = winner == baseline ? finalist : baseline;
            if (!_ranking.MayBeExported(other))
                return Infeasible(baseline, $"{_ranking.WhyNotExported(winner)}; {_ranking.WhyNotExported(other)}") with { Reported = reported };
            (winner, why) = (other, $"{_ranking.WhyNotExported(winner)}; trial {other} meets them");
        }
        var kind = winner == baseline ? VerdictKind.Kept : VerdictKind.Replaced;
        return new(kind, baseline, winner, comparison?.Difference, comparison?.ProbabilityBetter, why) { Reported = reported };
    }

    /// <summary>Where nothing else meets the limits.</summary>
    public StudyVerdict Unopposed(int baseline)
    {
        const string Alone = "no other configuration was measured that meets the limits";
        if (!_ranking.MayBeExported(baseline))
            return Infeasible(baseline, $"{Alone}, and {_ranking.WhyNotExported(baseline)}");
        var again = history.Trials[baseline].Metric(plan.Objective.Metric, LaunchPurpose.Remeasure, LaunchPurpose.Comparison);
        return new(VerdictKind.Kept, baseline, baseline, null, null, Alone)
        {
            Reported = again is null ? new Dictionary<int, Estimate>() : new Dictionary<int, Estimate> { [baseline] = again },
        };
    }

    public StudyVerdict NothingMeetsTheLimits(int baseline) => _ranking.Nearest() is { } nearest
        ? Infeasible(baseline, FinalsRanking.WhyMissed(nearest))
        : new(VerdictKind.Unmeasured, baseline, null, null, null, _ranking.WhyNothingWasMeasured());

    private static StudyVerdict Infeasible(int baseline, string why) => new(VerdictKind.Infeasible, baseline, null, null, null, why);

    private FinalsDecision.AlsoCompared? Excluding(int finalist) =>
        history.Decisions.OfType<FinalsDecision.AlsoCompared>().FirstOrDefault(decision => decision.Finalist == finalist && decision.Excludes);

    private string WhyKept(int finalist, PairedComparison comparison) => comparison.ProbabilityBetter < 1 - plan.ConfidenceToReplace
        ? $"trial {finalist} is worse in {comparison.Pairs} pairs of fresh launches"
        : $"no difference to trial {finalist} that this machine can show";
}
