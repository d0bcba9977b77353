using AutoTune.Metrics;
using AutoTune.Trials;

namespace AutoTune.Finals;

/// <summary>Finalist against baseline on one further workload: a launch each.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Margin">Share of the baseline's figure that the finalist may lose.</param>
public sealed record AlsoPlan(string Workload, double Margin)
{
    /// <summary>From the two launches; null where one of them could not be measured.</summary>
    /// <param name="ofPairs">The comparison on the study's own workload: how much launches differ.</param>
    public FinalsDecision.AlsoCompared? Compare(TrialHistory finalist, TrialHistory baseline, string metric, PairedComparison? ofPairs)
    {
        if (Launch(finalist) is not { } a || Launch(baseline) is not { } b
            || FinalsRanking.Value(a.Outcome!, metric) is not { } own || FinalsRanking.Value(b.Outcome!, metric) is not { } other)
        {
            return null;
        }
        var ratio = Ratio(own, other, ofPairs);
        return new(Workload, finalist.Number, baseline.Number, own, other, ratio, Excludes: other.Value > 0 && ratio.Value < 1 - Margin);
    }

    public LaunchHistory? Launch(TrialHistory trial) =>
        trial.LaunchesFor(LaunchPurpose.Also).LastOrDefault(launch => launch.Goal is Goal.FindCapacity { Workload: var name } && name == Workload);

    /// <summary>The baseline that cannot serve this workload at all has nothing to lose.</summary>
    private static Estimate Ratio(Estimate own, Estimate other, PairedComparison? ofPairs)
    {
        if (own.Value <= 0 || other.Value <= 0)
            return Estimate.Exact(other.Value <= 0 ? 1 : 0);
        var within = Math.Sqrt(Square(own.StandardError) + Square(other.StandardError));
        var ofLaunches = ofPairs is { Difference.Scale: Scale.Log } pairs ? pairs.Difference.StandardError * Math.Sqrt(pairs.Pairs) : 0;
        return new(own.Value / other.Value, Math.Max(within, ofLaunches), ofPairs is null ? own.DegreesOfFreedom : ofPairs.Pairs - 1, Scale.Log, 1);
    }

    private static double Square(double value) => value * value;
}
