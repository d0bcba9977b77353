using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace AutoTune.Load.Sockets;

internal enum ConnectionState
{
    Connecting,

    /// <summary>A request is being sent or answered.</summary>
    Busy,

    /// <summary>The request has its answer; the rest of the response is still to come.</summary>
    Draining,

    /// <summary>Open, for the next request.</summary>
    Idle,

    Closed,
}

/// <summary>One non-blocking connection; used by the thread of its loop alone.</summary>
internal sealed unsafe partial class SocketConnection : IDisposable
{

    private readonly ProbeClock _clock;
    private readonly HttpResponseReader _response;
    private readonly StringBuilder _errorHead = new();
    private SocketExchange? _exchange;
    private SocketExchange? _over;
    private TimeSpan _readAt;
    private int _sent;
    private bool _isReused;

    public SocketConnection(IPEndPoint address, ProbeClock clock)
    {
        _clock = clock;
        _response = new(OnBody);
        Socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
        StartConnecting(address.Serialize());
    }

    public Socket Socket { get; }

    public ConnectionState State { get; private set; }

    /// <summary>What its loop waits for.</summary>
    public Readiness Interest => State == ConnectionState.Connecting || (_exchange is { } exchange && _sent < exchange.Bytes.Length)
        ? Readiness.Readable | Readiness.Writable
        : Readiness.Readable;

    private bool IsEventStream => StreamingRequest.IsEventStream(_response.Status, _response.ContentType);

    /// <summary>Lost before a byte of an answer came, on a connection that had served before: the server had closed it, and the request may go out again.</summary>
    private bool MayRetry => _isReused && _response.Status == 0;

    /// <summary>On a connection that is connecting or idle.</summary>
    public void Begin(SocketExchange exchange)
    {
        _isReused = State == ConnectionState.Idle;
        _exchange = exchange;
        _sent = 0;
        _response.Reset();
        _errorHead.Clear();
        if (!_isReused)
            return;
        State = ConnectionState.Busy;
        Send();
    }

    public void OnReady(Readiness ready, byte[] buffer)
    {
        if (State == ConnectionState.Connecting)
            FinishConnecting();
        if (State == ConnectionState.Busy && ready.HasFlag(Readiness.Writable))
            Send();
        if (State is not (ConnectionState.Connecting or ConnectionState.Closed) && (ready & ~Readiness.Writable) != Readiness.None)
            Receive(buffer);
    }

    /// <returns>The exchange that is over since the last call; its request has no outcome where it may be tried again.</returns>
    public SocketExchange? TakeOver()
    {
        var over = _over;
        _over = null;
        return over;
    }

    /// <summary>What still runs on it ends as the probe says.</summary>
    public void Cut(RequestEnd end, string why)
    {
        _exchange?.Request.Cut(end, why);
        EndExchange();
        State = ConnectionState.Closed;
    }

    public void Dispose() => Socket.Dispose();

    /// <summary>Whether it succeeds is the socket's to tell, when it is ready.</summary>
    private void StartConnecting(SocketAddress address)
    {
        // The managed one throws for "in progress", which is what a non-blocking connection says every time.
        fixed (byte* native = address.Buffer.Span)
            _ = Connect((int)Socket.Handle, native, address.Size);
    }

    private void FinishConnecting()
    {
        var error = (SocketError)(int)Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error == SocketError.Success)
            State = ConnectionState.Busy;
        else
            Fail(new SocketException((int)error).Message);
    }

    private void Send()
    {
        var exchange = _exchange!;
        if (_sent == exchange.Bytes.Length)
            return;
        exchange.Request.Sending(_clock.Now);
        _sent += Socket.Send(exchange.Bytes.AsSpan(_sent), SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
            Fail(new SocketException((int)error).Message);
    }

    /// <summary>One read, one stamp: what came together was there together.</summary>
    private void Receive(byte[] buffer)
    {
        var read = Socket.Receive(buffer, SocketFlags.None, out var error);
        _readAt = _clock.Now;
        if (error == SocketError.WouldBlock)
            return;
        if (error != SocketError.Success)
        {
            Fail(new SocketException((int)error).Message);
            return;
        }

        try
        {
            Take(buffer.AsSpan(0, read));
        }
        catch (IOException e)
        {
            Fail(e.Message);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            _response.Close();
        else
            _response.Feed(bytes);
        if (_exchange is { Request: var request } && (_response.IsDone || request.IsAnswered))
            Answer(request);
        if (bytes.IsEmpty)
            State = ConnectionState.Closed;
        else if (_exchange is null)
            State = !_response.IsDone ? ConnectionState.Draining : _response.KeepsConnection ? ConnectionState.Idle : ConnectionState.Closed;
    }

    private void Answer(StreamingRequest request)
    {
        if (IsEventStream)
            request.Complete();
        else
            request.Refuse(_response.Status, _response.ContentType, _errorHead.ToString());
        EndExchange();
    }

    private void OnBody(ReadOnlySpan<byte> body)
    {
        if (_exchange is null)
            return;
        if (IsEventStream)
            _exchange.Request.Read(body, _readAt);
        else if (_errorHead.Length < StreamingRequest.RefusalBytes)
            _errorHead.Append(Encoding.UTF8.GetString(body[..Math.Min(body.Length, StreamingRequest.RefusalBytes)]));
    }

    private void Fail(string why)
    {
        State = ConnectionState.Closed;
        if (!MayRetry)
            _exchange?.Request.Break(why);
        EndExchange();
    }

    private void EndExchange()
    {
        _over = _exchange;
        _exchange = null;
    }

    [LibraryImport("libc", EntryPoint = "connect")]
    private static partial int Connect(int socket, byte* address, int length);
}
