using System.Buffers;
using System.Globalization;
using System.Text;

namespace AutoTune.MockEngine;

/// <summary>Bytes of one connection until they are a whole request.</summary>
internal sealed class RequestBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new(4096);

    public void Append(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <returns>Null until the request is whole.</returns>
    /// <exception cref="InvalidDataException">Not HTTP/1.1, or without a length.</exception>
    public ReceivedRequest? Take()
    {
        var bytes = _bytes.WrittenSpan;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var lines = Encoding.ASCII.GetString(bytes[..end]).Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var path, "HTTP/1.1"])
            throw new InvalidDataException($"not an HTTP/1.1 request: {lines[0]}");
        var length = Length(lines);
        if (bytes.Length < end + 4 + length)
            return null;
        var request = new ReceivedRequest(method, path.Split('?')[0], bytes.Slice(end + 4, length).ToArray(), IsClosing(lines));
        var rest = bytes[(end + 4 + length)..].ToArray();
        _bytes.ResetWrittenCount();
        _bytes.Write(rest);
        return request;
    }

    private static int Length(string[] lines) =>
        Header(lines, "Content-Length") is not { } text ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length
        : throw new InvalidDataException($"a length that is none: {text}");

    private static bool IsClosing(string[] lines) => "close".Equals(Header(lines, "Connection"), StringComparison.OrdinalIgnoreCase);

    private static string? Header(string[] lines, string name) => lines.Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();
}

internal sealed record ReceivedRequest(string Method, string Path, byte[] Body, bool ClosesConnection);
