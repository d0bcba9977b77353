using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace AutoTune.Load.Sockets;

internal delegate void BodyHandler(ReadOnlySpan<byte> body);

/// <summary>Reads one HTTP/1.1 response wherever the reads happen to split it.</summary>
/// <remarks>RFC 9112 §6 and §7: a body is chunked, or has a length, or ends with the connection. Nothing is kept of the body.</remarks>
internal sealed class HttpResponseReader(BodyHandler onBody)
{
    private const int LongestLine = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _partialLine = new(256);
    private Part _part;
    private long _left;
    private bool _chunked;
    private long? _length;
    private bool _mayKeep;

    private enum Part
    {
        StatusLine,
        Headers,
        Length,
        UntilClose,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailers,
        Done,
    }

    /// <summary>0 before the status line.</summary>
    public int Status { get; private set; }

    public string? ContentType { get; private set; }

    public bool HasHeaders => _part > Part.Headers;

    public bool IsDone => _part == Part.Done;

    /// <summary>The connection can carry another request.</summary>
    public bool KeepsConnection => IsDone && _mayKeep;

    public void Reset()
    {
        _partialLine.ResetWrittenCount();
        _part = Part.StatusLine;
        _left = 0;
        _chunked = false;
        _length = null;
        Status = 0;
        ContentType = null;
    }

    /// <exception cref="IOException">Not HTTP, or more than the response.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var used = _part switch
            {
                Part.Length or Part.ChunkData => TakeCounted(bytes),
                Part.UntilClose => TakeAll(bytes),
                Part.Done => throw new IOException("the server sent more than one answer"),
                _ => TakeLine(bytes),
            };
            bytes = bytes[used..];
        }
    }

    /// <summary>The server closed the connection.</summary>
    /// <exception cref="IOException">In the middle of the response.</exception>
    public void Close()
    {
        if (_part == Part.UntilClose)
            _part = Part.Done;
        if (_part != Part.Done)
            throw new IOException(Status == 0 ? "the server closed the connection without an answer" : "the server closed the connection in the middle of its answer");
        _mayKeep = false;
    }

    private int TakeAll(ReadOnlySpan<byte> bytes)
    {
        onBody(bytes);
        return bytes.Length;
    }

    private int TakeCounted(ReadOnlySpan<byte> bytes)
    {
        var used = (int)Math.Min(bytes.Length, _left);
        _left -= used;
        var isLast = _left == 0;
        if (isLast)
            _part = _part == Part.Length ? Part.Done : Part.ChunkEnd;
        onBody(bytes[..used]);
        return used;
    }

    private int TakeLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var used = end < 0 ? bytes.Length : end + 1;
        if (end >= 0 && _partialLine.WrittenCount == 0)
        {
            OnLine(Trimmed(bytes[..end]));
            return used;
        }

        _partialLine.Write(bytes[..used]);
        if (_partialLine.WrittenCount > LongestLine)
            throw new IOException("the server's answer is not HTTP: a line of more than 64 KiB");
        if (end >= 0)
        {
            OnLine(Trimmed(_partialLine.WrittenSpan[..^1]));
            _partialLine.ResetWrittenCount();
        }

        return used;
    }

    private void OnLine(ReadOnlySpan<byte> line)
    {
        switch (_part)
        {
            case Part.StatusLine:
                OnStatusLine(line);
                break;
            case Part.Headers:
                OnHeader(line);
                break;
            case Part.ChunkSize:
                OnChunkSize(line);
                break;
            case Part.ChunkEnd:
                _part = line.IsEmpty ? Part.ChunkSize : throw new IOException("the server's answer has a chunk without its end");
                break;
            case Part.Trailers:
                _part = line.IsEmpty ? Part.Done : Part.Trailers;
                break;
        }
    }

    private void OnStatusLine(ReadOnlySpan<byte> line)
    {
        var isHttp = line.StartsWith("HTTP/1."u8) && line.Length >= 12 && line[8] == ' ';
        if (!isHttp || !Utf8Parser.TryParse(line[9..12], out int status, out var digits) || digits != 3)
            throw new IOException($"the server does not speak HTTP/1: '{Head(line)}'");
        Status = status;
        _mayKeep = line[7] == '1';
        _part = Part.Headers;
    }

    private void OnHeader(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            OnHeadersEnd();
            return;
        }

        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            throw new IOException($"the server's answer has a header without a name: '{Head(line)}'");
        var value = line[(colon + 1)..].Trim((byte)' ');
        if (Is(line[..colon], "Transfer-Encoding"u8))
            _chunked = EndsWith(value, "chunked"u8);
        else if (Is(line[..colon], "Content-Length"u8))
            _length = Utf8Parser.TryParse(value, out long length, out var used) && used == value.Length && length >= 0 ? length : throw new IOException($"the server's answer has a length that is none: '{Head(value)}'");
        else if (Is(line[..colon], "Connection"u8))
            _mayKeep = !Is(value, "close"u8) && (_mayKeep || Is(value, "keep-alive"u8));
        else if (Is(line[..colon], "Content-Type"u8))
            ContentType = MediaType(value);
    }

    private void OnHeadersEnd()
    {
        if (Status is >= 100 and < 200)
        {
            _part = Part.StatusLine;
            return;
        }

        _left = _length ?? 0;
        _part = this switch
        {
            { Status: 204 or 304 } => Part.Done,
            { _chunked: true } => Part.ChunkSize,
            { _length: 0 } => Part.Done,
            { _length: > 0 } => Part.Length,
            _ => Part.UntilClose,
        };
    }

    private void OnChunkSize(ReadOnlySpan<byte> line)
    {
        var digits = line.IndexOf((byte)';') is >= 0 and var extension ? line[..extension].TrimEnd((byte)' ') : line.TrimEnd((byte)' ');
        if (digits.Length is 0 or > 15 || !Utf8Parser.TryParse(digits, out _left, out var used, 'x') || used != digits.Length)
            throw new IOException($"the server's answer has a chunk without a size: '{Head(line)}'");
        _part = _left == 0 ? Part.Trailers : Part.ChunkData;
    }

    private static string MediaType(ReadOnlySpan<byte> value)
    {
        var end = value.IndexOf((byte)';');
        return Encoding.ASCII.GetString((end < 0 ? value : value[..end]).Trim((byte)' '));
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> line) => line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);

    private static bool EndsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.Length >= word.Length && Is(text[^word.Length..], word);

    private static string Head(ReadOnlySpan<byte> line) => Encoding.Latin1.GetString(line[..Math.Min(line.Length, 60)]);
}
