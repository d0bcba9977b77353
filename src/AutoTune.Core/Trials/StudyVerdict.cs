using AutoTune.Metrics;

namespace AutoTune.Trials;

/// <summary>How a study ended.</summary>
/// <param name="Winner">Trial that is exported: the baseline's where it was kept; null for infeasible and unmeasured.</param>
/// <param name="Ratio">Winner's capacity ÷ baseline's, from the comparison only; null where none was made.</param>
/// <param name="ProbabilityBetter">P(ratio &gt; 1), 0 to 1; null where no comparison was made.</param>
/// <param name="Why">One sentence.</param>
public sealed record StudyVerdict(VerdictKind Kind, int Baseline, int? Winner, Estimate? Ratio, double? ProbabilityBetter, string Why)
{
    /// <summary>By trial: capacity from measurements that did not choose it.</summary>
    public IReadOnlyDictionary<int, Estimate> Reported { get; init; } = new Dictionary<int, Estimate>();
}

public enum VerdictKind
{
    Replaced,
    Kept,
    Infeasible,

    /// <summary>Whether any configuration meets the limits is not known: none could be measured, or the time ended before.</summary>
    Unmeasured,
}

/// <summary>A step of the finals that later steps depend on.</summary>
public abstract record FinalsDecision
{
    private FinalsDecision()
    {
    }

    public sealed record Begun(IReadOnlyList<int> Finalists, string Why) : FinalsDecision;

    public sealed record FinalistChosen(int Trial, string Why) : FinalsDecision;

    public sealed record Compared(int Finalist, int Baseline, int Pairs, Estimate Ratio, double ProbabilityBetter) : FinalsDecision;

    /// <param name="Excludes">The finalist loses more than the workload's margin on it.</param>
    public sealed record AlsoCompared(string Workload, int Finalist, int Baseline, Estimate FinalistValue, Estimate BaselineValue, Estimate Ratio, bool Excludes) : FinalsDecision;

    /// <param name="Rate">The rated capacity, requests/s.</param>
    public sealed record Confirmed(int Trial, double Rate, int Requests, int Misses, bool Held) : FinalsDecision;
}
