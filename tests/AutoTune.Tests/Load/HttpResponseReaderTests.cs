using System.Text;
using AutoTune.Load.Sockets;
using CsCheck;
using Xunit;

namespace AutoTune.Tests.Load;

public sealed class HttpResponseReaderTests
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
    private const string Counted = "HTTP/1.1 503 Busy\r\ncontent-length: 12\r\nConnection: close\r\n\r\nout of slots";
    private const string Continued = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Theory]
    [InlineData(Chunked, 200, "text/event-stream", "hello world", true)]
    [InlineData(Counted, 503, null, "out of slots", false)]
    [InlineData(Continued, 200, null, "ok", true)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, null, "", true)]
    [InlineData("HTTP/1.0 200 OK\nContent-Length: 2\n\nok", 200, null, "ok", false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", 200, null, "", true)]
    public void A_response_is_the_same_wherever_the_reads_split_it(string response, int status, string? type, string body, bool keeps)
    {
        var bytes = Encoding.ASCII.GetBytes(response);
        for (var first = 0; first <= bytes.Length; first++)
            for (var second = first; second <= bytes.Length; second += 1 + bytes.Length / 40)
            {
                var (reader, read) = Read(bytes[..first], bytes[first..second], bytes[second..]);
                Assert.Equal((status, type, body, true, keeps), (reader.Status, reader.ContentType, read, reader.IsDone, reader.KeepsConnection));
            }
    }

    [Fact]
    public void A_body_without_a_length_ends_with_the_connection()
    {
        var (reader, body) = Read("HTTP/1.1 200 OK\r\n\r\nall of it"u8.ToArray());
        Assert.False(reader.IsDone);
        reader.Close();
        Assert.Equal(("all of it", true, false), (body, reader.IsDone, reader.KeepsConnection));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n", "does not speak HTTP/1: 'SSH-2.0-OpenSSH'")]
    [InlineData("HTTP/1.1 2x0 OK\r\n", "does not speak HTTP/1")]
    [InlineData("HTTP/1.1 200 OK\r\nnonsense\r\n", "a header without a name: 'nonsense'")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -4\r\n", "a length that is none: '-4'")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "a chunk without a size: 'zz'")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", "a chunk without its end")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", "more than one answer")]
    public void What_is_not_HTTP_is_an_error_that_shows_it(string response, string message)
    {
        var refused = Assert.Throws<IOException>(() => Read(Encoding.ASCII.GetBytes(response)));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "without an answer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", "in the middle")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "in the middle")]
    public void A_connection_that_closes_too_early_is_an_error(string response, string message)
    {
        var (reader, _) = Read(Encoding.ASCII.GetBytes(response));
        Assert.Contains(message, Assert.Throws<IOException>(reader.Close).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_whatever_make_it_throw_anything_else() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Int[0, 200], Gen.OneOf(Gen.Const(Chunked), Gen.Const(Counted), Gen.Const(Continued))).Sample((noise, at, response) =>
        {
            var bytes = Encoding.ASCII.GetBytes(response);
            for (var i = 0; i < noise.Length && at + i < bytes.Length; i++)
                bytes[at + i] = noise[i];
            try
            {
                Read(bytes).Reader.Close();
            }
            catch (IOException)
            {
                // The one that it may throw.
            }
        }, iter: 20_000);

    private static (HttpResponseReader Reader, string Body) Read(params byte[][] parts)
    {
        var body = new StringBuilder();
        var reader = new HttpResponseReader(bytes => body.Append(Encoding.ASCII.GetString(bytes)));
        foreach (var part in parts)
            reader.Feed(part);
        return (reader, body.ToString());
    }
}
