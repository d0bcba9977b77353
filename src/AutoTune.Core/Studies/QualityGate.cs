using System.Collections.Immutable;

namespace AutoTune.Studies;

/// <summary>What a configuration's answers have to be worth: below it, it is infeasible however fast it is.</summary>
public abstract record QualityGate
{
    private QualityGate()
    {
    }

    /// <summary>Agreement with the baseline's own answers.</summary>
    /// <param name="Floor">Share of tokens, 0 to 1; null: <see cref="KeptOfSelfAgreement"/> of what the baseline agrees with itself when requests are computed together.</param>
    /// <param name="Prompts">One prompt a line; null for those that come with AutoTune.</param>
    public sealed record Agreement(double? Floor, string? Prompts) : QualityGate
    {
        /// <summary>Rounding decides near ties by itself: what the engine does to its own answers is nobody's loss of quality.</summary>
        public const double KeptOfSelfAgreement = 0.9;
    }

    /// <summary>A program of the user's that gives a number; higher is better.</summary>
    /// <param name="Program">File name and arguments; a relative file is relative to the study file.</param>
    public sealed record Command(ImmutableArray<string> Program, double Floor, TimeSpan Timeout) : QualityGate;
}
