using AutoTune.Randomness;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class StreamFuzzTests
{
    /// <summary>A million of them: <c>AutoTune.Benchmarks fuzz</c>.</summary>
    [Fact]
    public void No_mutated_stream_is_read_otherwise_than_slowly_or_makes_the_reader_fail()
    {
        for (var stream = 0; stream < 20_000; stream++)
            Assert.Null(StreamFuzz.Try(new CounterRandom(1, stream, "fuzz")));
    }
}
