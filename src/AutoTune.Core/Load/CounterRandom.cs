namespace AutoTune.Load;

/// <summary>Random numbers by position instead of by state: draw (seed, stream, index, purpose) is always the same number, in whatever order it is asked for.</summary>
/// <remarks>SplitMix64's finaliser (Steele, Lea, Flood 2014) over each part in turn.</remarks>
internal static class CounterRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    public static ulong Bits(ulong seed, int stream, int index, Draw purpose) =>
        Mix(Mix(Mix(Mix(seed) ^ (uint)stream) ^ (uint)index) ^ (uint)purpose);

    /// <returns>Uniform in (0, 1), both excluded.</returns>
    public static double Unit(ulong seed, int stream, int index, Draw purpose) =>
        ((Bits(seed, stream, index, purpose) >> 11) + 0.5) / (1UL << 53);

    /// <summary>The number that follows <paramref name="state"/> in its own sequence.</summary>
    public static ulong Next(ref ulong state)
    {
        state += GoldenGamma;
        return Finalise(state);
    }

    private static ulong Mix(ulong value) => Finalise(value + GoldenGamma);

    private static ulong Finalise(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

internal enum Draw
{
    Spacing,
    EndGap,
    InputLength,
    OutputLength,
    Text,
}
