namespace AutoTune.Randomness;

/// <summary>Random numbers that depend on (seed, number, purpose) and on their place in that sequence, and on nothing else.</summary>
/// <remarks>SplitMix64 (Steele, Lea, Flood 2014) over a hashed key: nothing is carried from one sequence to another, so what is resumed, or made in another order, draws the same.</remarks>
public sealed class CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong _key;
    private ulong _drawn;

    /// <param name="number">Tells apart the sequences of one purpose: of an ask, of a request stream, of a row.</param>
    /// <param name="purpose">Another purpose, an independent sequence.</param>
    public CounterRandom(ulong seed, int number, string purpose) =>
        _key = Mix(Mix(Mix(seed + Golden) + unchecked((ulong)number)) + Hash(purpose));

    public ulong Next() => unchecked(Mix(_key + ++_drawn * Golden));

    /// <summary>Goes to a place in the sequence: its numbers need not be drawn in order.</summary>
    /// <param name="index">0 is where a new sequence stands.</param>
    public CounterRandom At(int index)
    {
        _drawn = unchecked((ulong)index);
        return this;
    }

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
