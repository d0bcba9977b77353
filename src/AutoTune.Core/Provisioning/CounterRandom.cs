namespace AutoTune.Provisioning;

/// <summary>Random numbers addressed by (seed, stream, index): any row of any tensor can be made on its own, in any order, on any thread.</summary>
/// <remarks>Steele, Lea, Flood 2014, SplitMix64: the n-th output is a hash of the n-th multiple of the golden-ratio constant.</remarks>
internal struct CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    public CounterRandom(ulong seed, string stream, long index = 0) =>
        _state = Mix(Mix(seed + Golden) ^ Mix(Fnv1a(stream)) ^ Mix((ulong)index * Golden + 1));

    public ulong Next() => Mix(_state += Golden);

    /// <returns>Uniform in [0, bound).</returns>
    public int NextBelow(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <returns>Uniform in [0, 1).</returns>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Fills with mean 0 and standard deviation 1: the sum of four 16-bit uniforms, near enough to normal for weights and cheap.</summary>
    public void FillNormal(Span<float> values)
    {
        const float scale = 1.7320508f / 65536f;
        for (var i = 0; i < values.Length; i++)
        {
            var bits = Next();
            var sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48);
            values[i] = (sum - 131070) * scale;
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static ulong Fnv1a(string text) => text.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL);
}
