namespace AutoTune.Studies;

/// <summary>A metric that is searched for; at most two per study.</summary>
public sealed record Objective(string Metric, ObjectiveDirection Direction);

public enum ObjectiveDirection
{
    Maximize,
    Minimize,
}

/// <summary>A bound on a metric, in the metric's unit.</summary>
public sealed record MetricConstraint(string Metric, double? Min, double? Max);
