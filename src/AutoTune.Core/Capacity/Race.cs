using AutoTune.Trials;

namespace AutoTune.Capacity;

/// <summary>A new candidate against the best so far: it starts at the best's rate, and is stopped at one of three scheduled looks when it can hardly be better.</summary>
/// <remarks>Few looks at a strict level: a hundred looks at 2 % would stop one in eight of candidates that are just as good. The best is known no better than its own error says, which counts (benchmark <c>races</c>).</remarks>
internal sealed class Race(Goal.FindCapacity goal)
{
    /// <summary>After how many probes.</summary>
    private static readonly int[] Looks = [1, 2, 4];

    private const double ProbabilityToStop = 0.01;

    public string Why => $"better than {goal.RejectBelow:0.##} requests/s with less than {ProbabilityToStop * 100:0.#} % probability";

    /// <summary>The best's own rate, where both are compared on the same requests; a start of its own comes first.</summary>
    public double FirstRate(CapacityPrior prior) => goal is { RejectBelow: { } best, StartIsOwn: false } ? best : prior.Centre;

    public string PurposeOf(int probes) => probes == 0 && goal is { RejectBelow: not null, StartIsOwn: false } ? "race" : "posterior";

    public bool IsLost(CapacityFit fit, int probes) =>
        goal.RejectBelow is { } best && Looks.Contains(probes) && fit.ProbabilityAbove(best, goal.RejectBelowError) < ProbabilityToStop;
}
