namespace AutoTune.Load;

/// <summary>What the engine said of itself during a probe, in AutoTune's names; null where it does not say it.</summary>
/// <param name="Samples">Times that its metrics were read.</param>
public sealed record EngineReading(int Samples)
{
    /// <summary>Requests being worked on.</summary>
    public double? RunningMean { get; init; }

    public double? RunningMost { get; init; }

    /// <summary>Requests that wait to be begun.</summary>
    public double? WaitingMean { get; init; }

    public double? WaitingMost { get; init; }

    /// <summary>Highest share of the KV cache in use, 0 to 1.</summary>
    public double? KvUsageMost { get; init; }

    /// <summary>Requests that were put back for lack of KV cache.</summary>
    public double? Preemptions { get; init; }

    /// <summary>Of the prompts' tokens, the share that came from the prefix cache, 0 to 1.</summary>
    public double? PrefixHits { get; init; }

    /// <summary>Of the drafted tokens, the share that was accepted, 0 to 1.</summary>
    public double? Acceptance { get; init; }
}
