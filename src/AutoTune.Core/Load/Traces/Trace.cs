namespace AutoTune.Load.Traces;

/// <summary>Requests as they were recorded, or a set of them, in the order of their arrival.</summary>
/// <param name="Requests">At least one.</param>
/// <param name="Source">Name of the file.</param>
public sealed record Trace(IReadOnlyList<TracedRequest> Requests, string Source)
{
    /// <summary>Without arrival times its requests can be sent at the gaps of an arrival process only.</summary>
    public bool HasArrivals => Requests.All(request => request.Arrival is not null);
}

/// <summary>One request of a <see cref="Trace"/>.</summary>
/// <param name="Arrival">Seconds since the first one; null where the source has no times.</param>
/// <param name="Blocks">Ids of the prompt's blocks, in order: equal ids are equal text. Empty where prompts share nothing.</param>
/// <param name="Prompt">Its text; null where only its length is known.</param>
public sealed record TracedRequest(double? Arrival, int InputTokens, int OutputTokens, IReadOnlyList<long> Blocks, string? Prompt = null)
{
    /// <summary>Tokens of a block; the last one of a prompt may have fewer.</summary>
    /// <remarks>Mooncake's traces.</remarks>
    public const int BlockTokens = 512;
}
