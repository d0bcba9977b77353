namespace AutoTune.Search;

/// <summary>Random numbers that depend on (seed, ask number, purpose) and on how many were drawn, and on nothing else.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood 2014) over a hashed key: no state survives an ask, so a resumed study draws what the unbroken one drew.</remarks>
public sealed class CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong _key;
    private ulong _drawn;

    public CounterRandom(ulong seed, int ask, string purpose) =>
        _key = Mix(Mix(Mix(seed + Golden) + unchecked((ulong)ask)) + Hash(purpose));

    public ulong Next() => unchecked(Mix(_key + ++_drawn * Golden));

    /// <returns>0 to 1, both excluded.</returns>
    public double Uniform() => ((Next() >> 11) + 0.5) / (1UL << 53);

    /// <returns>Mean 0, standard deviation 1 (Box and Muller).</returns>
    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    public bool Chance(double probability) => Uniform() < probability;

    /// <param name="count">At least 1.</param>
    /// <returns>0 to <paramref name="count"/> − 1.</returns>
    public long Below(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return (long)Math.BigMul(Next(), (ulong)count, out _);
    }

    public int Below(int count) => (int)Below((long)count);

    /// <exception cref="ArgumentOutOfRangeException">There is nothing to pick from.</exception>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <returns>The items in random order (Fisher and Yates); the argument stays as it is.</returns>
    public T[] Shuffle<T>(IEnumerable<T> items)
    {
        T[] shuffled = [.. items];
        for (var last = shuffled.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (shuffled[last], shuffled[other]) = (shuffled[other], shuffled[last]);
        }
        return shuffled;
    }

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    // FNV-1a; string.GetHashCode differs from process to process.
    private static ulong Hash(string purpose)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var character in purpose)
            hash = unchecked((hash ^ character) * 0x100000001B3);
        return hash;
    }
}
