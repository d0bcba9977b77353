namespace AutoTune.Load;

/// <summary>Tells a request whether the connection that carries it had carried another before: <see cref="HttpClient"/> keeps that to itself.</summary>
/// <remarks>A request's writes run in its own asynchronous flow, so each connection's stream meets the use that wrote last.</remarks>
internal sealed class ConnectionUse
{
    private static readonly AsyncLocal<ConnectionUse?> Flow = new();

    /// <summary>Known once the request's first bytes were written.</summary>
    public bool IsOfKeptConnection { get; private set; }

    /// <summary>From now on in this flow.</summary>
    public static ConnectionUse Begin() => Flow.Value = new();

    /// <summary>For <see cref="SocketsHttpHandler.PlaintextStreamFilter"/>.</summary>
    public static Stream Watch(Stream connection) => new WatchedStream(connection);

    /// <summary>Hands everything on; what is read is not looked at.</summary>
    private sealed class WatchedStream(Stream connection) : Stream
    {
        private ConnectionUse? _last;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => connection.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => connection.Read(buffer);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => connection.ReadAsync(buffer, offset, count, cancellationToken);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => connection.ReadAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Note();
            connection.Write(buffer);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Note();
            return connection.WriteAsync(buffer, cancellationToken);
        }

        public override void Flush() => connection.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => connection.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                connection.Dispose();
            base.Dispose(disposing);
        }

        private void Note()
        {
            if (Flow.Value is not { } use || use == _last)
                return;
            use.IsOfKeptConnection = _last is not null;
            _last = use;
        }
    }
}
