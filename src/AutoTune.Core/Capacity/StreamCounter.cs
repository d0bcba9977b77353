namespace AutoTune.Capacity;

/// <summary>Deals out reference streams: the k-th probe of every configuration uses stream k, and none uses one twice.</summary>
/// <param name="next">Streams below were used by earlier launches of this configuration.</param>
public sealed class StreamCounter(int next = 0)
{
    /// <summary>First stream that is still unused.</summary>
    public int Unused { get; private set; } = next;

    public int Next() => Unused++;
}
