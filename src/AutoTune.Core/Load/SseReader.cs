using System.Buffers;

namespace AutoTune.Load;

internal delegate void SseEventHandler(ReadOnlySpan<byte> data, bool isError);

/// <summary>Cuts a byte stream into server-sent events, wherever the reads happen to split it.</summary>
/// <remarks>WHATWG HTML §9.2.6, for LF and CRLF line ends. Old llama.cpp servers report errors in a field named <c>error</c>.</remarks>
internal sealed class SseReader(SseEventHandler onEvent)
{
    private readonly ArrayBufferWriter<byte> _partialLine = new(512);
    private readonly ArrayBufferWriter<byte> _data = new(512);
    private bool _hasData;
    private bool _isError;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        for (var end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
        {
            TakeLine(bytes[..end]);
            bytes = bytes[(end + 1)..];
        }

        _partialLine.Write(bytes);
    }

    /// <summary>The stream is over: a last event without its blank line still counts.</summary>
    public void Complete()
    {
        if (_partialLine.WrittenCount > 0)
            TakeLine([]);
        Dispatch();
    }

    private void TakeLine(ReadOnlySpan<byte> rest)
    {
        if (_partialLine.WrittenCount == 0)
        {
            OnLine(rest);
            return;
        }

        _partialLine.Write(rest);
        OnLine(_partialLine.WrittenSpan);
        _partialLine.ResetWrittenCount();
    }

    private void OnLine(ReadOnlySpan<byte> line)
    {
        if (line.Length > 0 && line[^1] == '\r')
            line = line[..^1];
        if (line.IsEmpty)
            Dispatch();
        else if (line.StartsWith("data:"u8))
            Append(line["data:"u8.Length..]);
        else if (line.StartsWith("error:"u8))
            AppendError(line["error:"u8.Length..]);
    }

    private void AppendError(ReadOnlySpan<byte> value)
    {
        _isError = true;
        Append(value);
    }

    private void Append(ReadOnlySpan<byte> value)
    {
        if (_hasData)
            _data.Write("\n"u8);
        _data.Write(value.Length > 0 && value[0] == ' ' ? value[1..] : value);
        _hasData = true;
    }

    private void Dispatch()
    {
        if (_hasData)
            onEvent(_data.WrittenSpan, _isError);
        _data.ResetWrittenCount();
        _hasData = false;
        _isError = false;
    }
}
