using System.Text;
using AutoTune.Load;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class SseReaderTests
{
    private static readonly byte[] Stream = Encoding.UTF8.GetBytes(
        ": comment\r\ndata: {\"a\":1}\r\n\r\nid: 3\ndata:two\ndata: lines\n\n\n\ndata: größe\n\ndata: [DONE]\n\n");

    private static readonly string[] Expected = ["{\"a\":1}", "two\nlines", "größe", "[DONE]"];

    [Fact]
    public void Splits_at_every_pair_of_bytes_give_the_same_events()
    {
        for (var first = 0; first <= Stream.Length; first++)
        {
            for (var second = first; second <= Stream.Length; second += 7)
                Assert.Equal(Expected, Read(Stream[..first], Stream[first..second], Stream[second..]));
        }
    }

    [Fact]
    public void A_last_event_without_its_blank_line_counts() => Assert.Equal(["x"], Read("data: x"u8.ToArray()));

    [Fact]
    public void Any_bytes_are_survived() => Gen.Byte.Array.Array[1, 5].Sample(parts => Read(parts).Length >= 0);

    private static string[] Read(params byte[][] parts)
    {
        var events = new List<string>();
        var reader = new SseReader((data, _) => events.Add(Encoding.UTF8.GetString(data)));
        foreach (var part in parts)
            reader.Feed(part);
        reader.Complete();
        return [.. events];
    }
}
