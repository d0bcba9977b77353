using AutoTune.Engines;
using AutoTune.SearchSpaces;
using AutoTune.Studies;

namespace AutoTune.Preflight;

/// <summary>What is known of a study's space before anything is launched.</summary>
/// <param name="Engines">How much of each engine's space is feasible, and what excludes the rest.</param>
/// <param name="Ranked">The most promising configurations, best first; empty where no performance model knows the device.</param>
/// <param name="WhyNotRanked">Null where they are.</param>
public sealed record SpaceEstimate(IReadOnlyList<EngineFeasibility> Engines, IReadOnlyList<EstimatedConfig> Ranked, string? WhyNotRanked);

/// <param name="Drawn">Configurations that were drawn uniformly from the engine's space.</param>
/// <param name="Feasible">Of them, those that would be launched.</param>
/// <param name="Exclusions">Why the others would not, most frequent first; each counted for the first reason that was met.</param>
public sealed record EngineFeasibility(string Engine, int Drawn, int Feasible, IReadOnlyList<Exclusion> Exclusions)
{
    /// <summary>0 to 1.</summary>
    public double Share => (double)Feasible / Drawn;
}

public sealed record Exclusion(string Reason, int Count);

/// <param name="Sheet">Of one GPU; null where nothing is known of the engine's memory.</param>
/// <param name="Gpus">That the candidate takes, all its servers together.</param>
/// <param name="Feasibility">That it starts, 0 to 1.</param>
public sealed record EstimatedConfig(ServingConfig Config, Prediction Prediction, MemorySheet? Sheet, int Gpus, double Feasibility);
