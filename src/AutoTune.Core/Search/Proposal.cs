using AutoTune.SearchSpaces;
using AutoTune.Trials;

namespace AutoTune.Search;

/// <summary>What a strategy wants next.</summary>
public abstract record Proposal
{
    private Proposal()
    {
    }

    public sealed record Evaluate(ServingConfig Config, TrialOrigin Origin) : Proposal;

    /// <summary>Measure a trial again, on a fresh launch.</summary>
    public sealed record Repeat(int Trial, string Reason) : Proposal;

    /// <summary>Nothing is left to gain or to try.</summary>
    public sealed record Stop(string Reason) : Proposal;
}
