using AutoTune.Randomness;
using AutoTune.Tests.Load;

namespace AutoTune.Benchmarks;

internal static class Fuzz
{
    public static int Run(int streams)
    {
        var differences = 0;
        Parallel.For(0, streams, stream =>
        {
            if (StreamFuzz.Try(new CounterRandom(2, stream, "fuzz")) is not { } difference)
                return;
            if (Interlocked.Increment(ref differences) <= 5)
                Console.WriteLine(difference);
        });
        Console.WriteLine($"{streams:N0} mutated streams, {differences} read otherwise than slowly, none made the reader fail");
        return differences == 0 ? 0 : 1;
    }
}
