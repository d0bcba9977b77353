using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Finals;

/// <summary>What the finals will take, from what launches took so far.</summary>
public sealed class FinalsCost(FinalsPlan plan, StudyHistory history)
{
    /// <summary>The search keeps at least the other half.</summary>
    private const double LargestShare = 0.5;

    private const double SafetyFactor = 1.1;

    /// <summary>The first launches are the longest: nothing is known yet that they could start from, or be stopped against.</summary>
    private const int FewestForAnEstimate = 4;

    /// <summary>Time to keep for the finals out of <paramref name="total"/>; zero where time is not limited, or nothing was found that finals could compare.</summary>
    public TimeSpan Reserve(TimeSpan? total)
    {
        if (total is not { } budget)
            return TimeSpan.Zero;
        if (TypicalLaunch() is not { } launch || !new FinalsRanking(plan, history).AnyFeasible())
            return TimeSpan.Zero;
        var wanted = launch * SafetyFactor * Launches(plan.Finalists);
        return wanted < budget * LargestShare ? wanted : budget * LargestShare;
    }

    /// <summary>How many may be found again so that the comparison still fits; at least one.</summary>
    public int AffordableFinalists(TimeSpan? left)
    {
        if (left is not { } time || TypicalLaunch() is not { } launch)
            return plan.Finalists;
        for (var finalists = plan.Finalists; finalists > 1; finalists--)
            if (launch * Launches(finalists) <= time)
                return finalists;
        return 1;
    }

    /// <summary>A pair, and what comes after it.</summary>
    public bool CanAffordAnotherPair(TimeSpan? left) =>
        left is not { } time || (TypicalLaunch() is { } launch && launch * SafetyFactor * (2 + plan.LaunchesAfterThePairs) <= time);

    /// <summary>How many trials the budget will allow in all, by what the search's launches took so far; null where only unmeasured time limits them.</summary>
    public int? AffordableTrials(Budget budget)
    {
        var seconds = history.Trials.SelectMany(trial => trial.LaunchesFor(LaunchPurpose.Search)).Select(launch => launch.Seconds).ToArray();
        if (budget.Time is not { } time || seconds.Length < FewestForAnEstimate || seconds.Sum() <= 0)
            return budget.Trials;
        var byTime = (int)Math.Clamp((time - Reserve(time)).TotalSeconds / seconds.Average(), 1, int.MaxValue);
        return Math.Min(byTime, budget.Trials ?? int.MaxValue);
    }

    /// <summary>Median of the launches that searched for a capacity to the end; null before the first.</summary>
    public TimeSpan? TypicalLaunch()
    {
        var seconds = history.Trials.SelectMany(trial => trial.Launches)
            .Where(launch => launch.Outcome is TrialOutcome.Completed)
            .Select(launch => launch.Seconds).Order().ToArray();
        return seconds.Length == 0 ? null : TimeSpan.FromSeconds(seconds[seconds.Length / 2]);
    }

    private int Launches(int finalists) => (finalists > 1 ? finalists : 0) + 2 * plan.Pairs + plan.LaunchesAfterThePairs;
}
