namespace AutoTune.Engines;

/// <summary>Where a GPU's memory goes under one configuration; GiB of one GPU unless it says otherwise.</summary>
public sealed record MemorySheet
{
    public required double Total { get; init; }

    public required double Weights { get; init; }

    public double Activations { get; init; }

    public double Runtime { get; init; }

    public double Graphs { get; init; }

    /// <summary>What the engine would give its KV cache; below 0 where weights alone are too much.</summary>
    public required double KvCache { get; init; }

    /// <summary>Bytes that one token takes on one GPU.</summary>
    public required double BytesPerToken { get; init; }

    /// <summary>That one server's cache holds, all its data-parallel groups together.</summary>
    public required long KvTokens { get; init; }

    /// <summary>What must have room: one request's context, or what the engine allots at its start.</summary>
    public required double Needed { get; init; }

    /// <summary>Standard deviation of <see cref="KvCache"/>.</summary>
    public required double Error { get; init; }

    public double Slack => KvCache - Needed;

    /// <summary>That it starts, 0 to 1.</summary>
    public double Feasibility => MathNet.Numerics.Distributions.Normal.CDF(0, Error, Slack);
}
