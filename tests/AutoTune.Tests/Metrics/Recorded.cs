using AutoTune.Load;

namespace AutoTune.Tests.Metrics;

/// <summary>Requests with round figures, to be computed by hand.</summary>
internal static class Recorded
{
    /// <summary>First token 100 ms after its schedule, one every 20 ms.</summary>
    public static RequestOutcome Request(int index, int scheduledMs, int tokens = 5, int ttftMs = 100, int gapMs = 20)
    {
        var chunks = Enumerable.Range(0, tokens).Select(i => TimeSpan.FromMilliseconds(scheduledMs + ttftMs + i * gapMs)).ToArray();
        return new()
        {
            Index = index,
            End = RequestEnd.Completed,
            Scheduled = TimeSpan.FromMilliseconds(scheduledMs),
            Sent = TimeSpan.FromMilliseconds(scheduledMs),
            FirstToken = chunks[0],
            LastToken = chunks[^1],
            InputTokens = 12,
            PlannedInputTokens = 10,
            OutputTokens = tokens,
            PlannedOutputTokens = tokens,
            Chunks = chunks,
            ChunkBytes = Enumerable.Repeat(4, tokens).ToArray(),
        };
    }

    /// <summary>Window from 1 s to 3 s.</summary>
    public static ProbeRecord Probe(params RequestOutcome[] requests) => new()
    {
        Plan = new()
        {
            RequestsPerSecond = 2,
            WarmUp = TimeSpan.FromSeconds(1),
            Window = TimeSpan.FromSeconds(2),
            Drain = TimeSpan.FromSeconds(5),
            Stream = new(new() { Input = new LengthDistribution.Fixed(10), Output = new LengthDistribution.Fixed(5) }, 0, 1),
            Template = new(),
        },
        Started = DateTimeOffset.UnixEpoch,
        Elapsed = TimeSpan.FromSeconds(4),
        Requests = requests,
        SendLagP99 = TimeSpan.FromMilliseconds(1),
        Host = new(0.5, 0, TimeSpan.Zero),
    };
}
