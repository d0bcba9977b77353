using System.Numerics;

namespace AutoTune.MockEngine;

/// <summary>How late the server itself was: actual minus due time of every write. Each loop has one; nothing is allocated or locked.</summary>
/// <remarks>Buckets grow by an eighth, so a quantile is right to 6 %.</remarks>
internal sealed class Lateness
{
    private const int StepsPerOctave = 8;

    private readonly long[] _buckets = new long[64 * StepsPerOctave];
    private long _count;
    private long _max;

    /// <param name="nanoseconds">Not negative.</param>
    public void Add(long nanoseconds)
    {
        _buckets[BucketOf(nanoseconds)]++;
        _count++;
        if (nanoseconds > _max)
            _max = nanoseconds;
    }

    /// <summary>Of several loops; read while they run, so the last writes may be missing.</summary>
    public static LatenessReport Report(IReadOnlyList<Lateness> loops)
    {
        var count = loops.Sum(loop => Interlocked.Read(ref loop._count));
        return new(count, Quantile(loops, count, 0.5), Quantile(loops, count, 0.99), loops.Max(loop => Interlocked.Read(ref loop._max)) / 1000.0);
    }

    public void Reset()
    {
        Array.Clear(_buckets);
        _count = 0;
        _max = 0;
    }

    private static double Quantile(IReadOnlyList<Lateness> loops, long count, double share)
    {
        var wanted = (long)Math.Ceiling(share * count);
        for (var bucket = 0; bucket < loops[0]._buckets.Length; bucket++)
        {
            wanted -= loops.Sum(loop => loop._buckets[bucket]);
            if (wanted <= 0)
                return UpperEnd(bucket) / 1000.0;
        }

        return 0;
    }

    private static int BucketOf(long nanoseconds)
    {
        if (nanoseconds < StepsPerOctave)
            return (int)nanoseconds;
        var octave = BitOperations.Log2((ulong)nanoseconds);
        var step = (int)(nanoseconds >> (octave - 3)) & (StepsPerOctave - 1);
        return (octave - 2) * StepsPerOctave + step;
    }

    private static double UpperEnd(int bucket)
    {
        if (bucket < StepsPerOctave)
            return bucket + 1;
        var octave = bucket / StepsPerOctave + 2;
        return (StepsPerOctave + bucket % StepsPerOctave + 1) * Math.Pow(2, octave - 3);
    }
}

/// <param name="Count">Writes.</param>
/// <param name="P50Microseconds">Upper end of its bucket.</param>
internal sealed record LatenessReport(long Count, double P50Microseconds, double P99Microseconds, double MaxMicroseconds);
