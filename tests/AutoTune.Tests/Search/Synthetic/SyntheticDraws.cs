namespace AutoTune.Tests.Search.Synthetic;

/// <summary>The noise of the file format, keyed by (seed, trial); not the generator that strategies use.</summary>
internal sealed class SyntheticDraws(ulong seed, ulong trial)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong _key = unchecked(Mix(seed * Golden + Mix(trial + 1)));

    public double Uniform(ulong index) => unchecked((Mix(_key + (index + 1) * Golden) >> 11) + 0.5) / (1UL << 53);

    public double Normal(ulong index) => Math.Sqrt(-2 * Math.Log(Uniform(2 * index))) * Math.Cos(2 * Math.PI * Uniform(2 * index + 1));

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
