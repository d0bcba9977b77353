using AutoTune.Load;

namespace AutoTune.Studies;

/// <summary>A second workload that the winner must not be bad at: finalist and baseline are measured on it, too.</summary>
/// <param name="Margin">Share of the baseline's capacity, 0 to 1, that the finalist may lose on it and still win.</param>
public sealed record AlsoWorkload(string Name, Workload Workload, Slo Slo, double Margin)
{
    public const double DefaultMargin = 0.1;
}
