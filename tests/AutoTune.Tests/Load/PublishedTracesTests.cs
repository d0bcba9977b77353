using AutoTune.Load.Traces;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class PublishedTracesTests
{
    [Theory]
    [InlineData("azure2023_code.csv", 8819, 2047, 27)]
    [InlineData("azure2023_conv.csv", 19366, 1154, 211)]
    [InlineData("servegen_m-large_10rps_20min_seed0.csv", 11982, 761, 77)]
    [InlineData("mooncake_fast25_conversation_trace.jsonl", 12031, 12035, 342)]
    public void A_recorded_trace_is_read_whole(string file, int requests, int meanInput, int meanOutput)
    {
        var trace = TraceReader.Read(Path.Combine(SharedData.Folder("traces"), file));
        Assert.True(trace.HasArrivals);
        Assert.Equal((requests, meanInput, meanOutput), (trace.Requests.Count, (int)trace.Requests.Average(request => request.InputTokens), (int)trace.Requests.Average(request => request.OutputTokens)));
    }
}
