using AutoTune.Metrics;

namespace AutoTune.Quality;

/// <summary>What a quality key's answers are worth.</summary>
/// <param name="Value">Agreement with the baseline (share of tokens), or the number of the study's own evaluation.</param>
/// <param name="Floor">Below it a configuration is infeasible.</param>
/// <param name="Divergence">As in <see cref="Agreement"/>.</param>
public sealed record QualityReading(string Key, Estimate Value, double Floor, double? Divergence = null)
{
    public bool Passes => Value.Value >= Floor;
}
