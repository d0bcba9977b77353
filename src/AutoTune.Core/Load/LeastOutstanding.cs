namespace AutoTune.Load;

/// <summary>Which of several equal servers gets the next request: the one with the fewest in flight, as balancers do it; among equals, in turn.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
internal sealed class LeastOutstanding(int servers)
{
    private readonly int[] _outstanding = new int[servers];
    private int _last = servers - 1;

    /// <returns>Index of the server.</returns>
    public int Take()
    {
        var best = (_last + 1) % _outstanding.Length;
        for (var step = 1; step < _outstanding.Length; step++)
            if ((_last + 1 + step) % _outstanding.Length is var other && _outstanding[other] < _outstanding[best])
                best = other;
        _outstanding[best]++;
        return _last = best;
    }

    public void Release(int server) => _outstanding[server]--;
}
