using System.Net;
using System.Net.Http.Headers;

namespace AutoTune.Load;

/// <summary>A body that is ready, and says when it goes out: after the connection is there, not when somebody asked for one.</summary>
internal sealed class SentContent : HttpContent
{
    private readonly byte[] _body;
    private readonly Action _onSending;

    public SentContent(byte[] body, Action onSending)
    {
        _body = body;
        _onSending = onSending;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _onSending();
        return stream.WriteAsync(_body, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
