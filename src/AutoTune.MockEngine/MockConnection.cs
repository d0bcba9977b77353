using System.Net.Sockets;

namespace AutoTune.MockEngine;

/// <summary>One client; used by the thread of its loop alone.</summary>
internal sealed class MockConnection(Socket socket) : IDisposable
{
    private readonly RequestBuffer _requests = new();
    private byte[] _unsent = [];
    private int _unsentFrom;

    public Socket Socket => socket;

    /// <summary>The stream that is played; null between requests.</summary>
    public Answer? Answer { get; set; }

    /// <summary>What the answer's pace takes it for; null where answers come alike, and between requests.</summary>
    public PacedRequest? Paced { get; set; }

    /// <summary>When it is to be served next; entries of the queue with another time are old.</summary>
    public long Due { get; set; }

    public bool ClosesAfterAnswer { get; set; }

    public bool IsClosed { get; private set; }

    /// <summary>Its loop waits until the socket takes more.</summary>
    public bool WasWaiting { get; set; }

    /// <summary>Bytes that the socket did not take yet, or that are held back to leave in small pieces.</summary>
    public bool HasUnsent => _unsentFrom < _unsent.Length;

    /// <returns>A request that is whole now.</returns>
    public ReceivedRequest? Receive(byte[] buffer)
    {
        var read = socket.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return null;
        if (error != SocketError.Success || read == 0)
        {
            Close();
            return null;
        }

        _requests.Append(buffer.AsSpan(0, read));
        return _requests.Take();
    }

    /// <summary>A next request that came together with the last one.</summary>
    public ReceivedRequest? Pending() => _requests.Take();

    public void Send(byte[] bytes)
    {
        if (HasUnsent)
        {
            _unsent = [.. _unsent.AsSpan(_unsentFrom), .. bytes];
            _unsentFrom = 0;
            return;
        }

        var sent = TrySend(bytes);
        if (sent < bytes.Length)
            (_unsent, _unsentFrom) = (bytes, sent);
    }

    /// <summary>Leaves later, piece by piece.</summary>
    public void Hold(byte[] bytes)
    {
        _unsent = [.. _unsent.AsSpan(_unsentFrom), .. bytes];
        _unsentFrom = 0;
    }

    public void SendUnsent(int most = int.MaxValue)
    {
        if (HasUnsent)
            _unsentFrom += TrySend(_unsent.AsSpan(_unsentFrom, Math.Min(most, _unsent.Length - _unsentFrom)));
    }

    public void Close()
    {
        IsClosed = true;
        Answer = null;
    }

    /// <summary>The client sees a reset in place of an end.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        Close();
    }

    public void Dispose() => socket.Dispose();

    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        var sent = socket.Send(bytes, SocketFlags.None, out var error);
        if (error is SocketError.Success or SocketError.WouldBlock)
            return error == SocketError.Success ? sent : 0;
        Close();
        return bytes.Length;
    }
}
