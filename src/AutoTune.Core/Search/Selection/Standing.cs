using AutoTune.Metrics;
using AutoTune.Studies;
using AutoTune.Trials;

namespace AutoTune.Search.Selection;

/// <summary>How a trial compares under Deb's rules: feasible before infeasible before crashed.</summary>
public abstract record Standing
{
    private Standing()
    {
    }

    /// <param name="Costs">By objective, all minimised.</param>
    public sealed record Feasible(IReadOnlyList<double> Costs) : Standing;

    /// <param name="Violation">Sum of relative violations, above 0; +∞ where an objective was not measured.</param>
    public sealed record Infeasible(double Violation) : Standing;

    /// <summary>The configuration does not work.</summary>
    public sealed record Crashed : Standing;

    /// <returns>Null for what says nothing about the configuration: pending, not measured, a fault of the surroundings.</returns>
    public static Standing? Of(TrialOutcome? outcome, IReadOnlyList<Objective> objectives, IReadOnlyList<MetricConstraint> constraints) => outcome switch
    {
        TrialOutcome.Completed completed => Of(completed.Measurement, objectives, constraints),
        TrialOutcome.Pruned pruned => Of(pruned.Measurement, objectives, constraints),
        TrialOutcome.Failed { Failure.Policy: FailurePolicy.Infeasible or FailurePolicy.FatalForEngine } => new Crashed(),
        _ => null,
    };

    private static Standing Of(TrialMeasurement measurement, IReadOnlyList<Objective> objectives, IReadOnlyList<MetricConstraint> constraints)
    {
        var violation = measurement.SloMargins.Values.Sum(margin => Math.Max(0, -margin.Value))
            + constraints.Sum(constraint => Excess(constraint, measurement.Metrics));
        if (violation > 0)
            return new Infeasible(violation);
        double[] costs = [.. objectives.Select(objective => Cost(objective, measurement.Metrics))];
        return costs.All(double.IsFinite) ? new Feasible(costs) : new Infeasible(double.PositiveInfinity);
    }

    private static double Cost(Objective objective, IReadOnlyDictionary<string, Estimate> metrics)
    {
        if (!metrics.TryGetValue(objective.Metric, out var estimate))
            return double.NaN;
        return objective.Direction == ObjectiveDirection.Maximize ? -estimate.Value : estimate.Value;
    }

    private static double Excess(MetricConstraint constraint, IReadOnlyDictionary<string, Estimate> metrics)
    {
        if (!metrics.TryGetValue(constraint.Metric, out var estimate))
            return double.PositiveInfinity;
        var above = constraint.Max is { } max ? Relative(estimate.Value - max, max) : 0;
        var below = constraint.Min is { } min ? Relative(min - estimate.Value, min) : 0;
        return Math.Max(0, above) + Math.Max(0, below);
    }

    private static double Relative(double amount, double bound) => bound == 0 ? amount : amount / Math.Abs(bound);
}
