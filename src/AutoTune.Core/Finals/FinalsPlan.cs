using AutoTune.Studies;

namespace AutoTune.Finals;

/// <summary>How a study's end is decided.</summary>
public sealed record FinalsPlan
{
    /// <summary>Decides the winner.</summary>
    public required Objective Objective { get; init; }

    public IReadOnlyList<MetricConstraint> Constraints { get; init; } = [];

    /// <summary>How many are found again on fresh launches before one is chosen.</summary>
    public int Finalists { get; init; } = 3;

    /// <summary>Pairs of fresh launches of finalist and baseline, at least.</summary>
    public int Pairs { get; init; } = 3;

    /// <summary>A pair more, up to so many, as long as it is undecided and time is left. With looks at three to six pairs, fewer than 5 % of equals replace the baseline (benchmark <c>verdicts</c>).</summary>
    public int MostPairs { get; init; } = 6;

    /// <summary>A pair with a launch that was not measured is made again, at most this often.</summary>
    public int SparePairs { get; init; } = 2;

    /// <summary>The winner replaces the baseline only above it.</summary>
    public double ConfidenceToReplace { get; init; } = 0.975;

    /// <summary>Less likely than this to be better, a finalist is not worth another pair.</summary>
    public double WorthAnotherPair { get; init; } = 0.7;

    /// <summary>Standard deviation of ln capacity at which a finals' capacity search stops.</summary>
    public double Tolerance { get; init; } = 0.04;

    /// <summary>Further workloads, in the order of their measurement.</summary>
    public IReadOnlyList<AlsoPlan> Also { get; init; } = [];

    /// <summary>Null where capacity is no metric of the study (a command): nothing is confirmed.</summary>
    public ConfirmationPlan? Confirmation { get; init; }

    /// <summary>Further workloads and the confirmation.</summary>
    public int LaunchesAfterThePairs => 2 * Also.Count + (Confirmation is null ? 0 : 1);

    /// <summary>What is served is judged by rates and times, never below 0; a command's metric may be anything.</summary>
    public double? LeastValue => Confirmation is null ? null : 0;
}

/// <summary>The measurement at the rate that is promised: one long window, because a queue that once fell behind near its capacity may never catch up again, and a short window has often ended before.</summary>
/// <param name="Attainment">The SLO's target, 0 to 1.</param>
/// <param name="Window">The study's.</param>
/// <param name="Requests">Wanted in the confirmation's window.</param>
public sealed record ConfirmationPlan(double Attainment, TimeSpan Window, int Requests = 103)
{
    /// <summary>Each further attempt promises this much less.</summary>
    public const double StepDown = 0.8;

    public const int Attempts = 3;

    private const int ShortestInWindows = 5;
    private const int LongestInWindows = 8;

    /// <summary>Of the time that is left: the rest is the launch's start, its stop and what still runs at the window's end.</summary>
    private const double WindowShare = 0.6;

    public TimeSpan WindowAt(double rate) =>
        TimeSpan.FromSeconds(Math.Clamp(Requests / rate, ShortestInWindows * Window.TotalSeconds, LongestInWindows * Window.TotalSeconds));

    /// <param name="left">Of the time budget; null where it is not limited.</param>
    /// <returns>Null where not even one of the study's windows would fit: nothing is confirmed then.</returns>
    public TimeSpan? WindowAt(double rate, TimeSpan? left)
    {
        var wanted = WindowAt(rate);
        if (left is not { } time || wanted <= time * WindowShare)
            return wanted;
        return time * WindowShare >= Window ? time * WindowShare : null;
    }
}
