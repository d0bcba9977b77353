using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using AutoTune.Load;
using AutoTune.Load.Sockets;

namespace AutoTune.MockEngine;

/// <summary>A thread that serves connections: what is due is written, then what has come is read.</summary>
internal sealed class MockLoop : IDisposable
{
    private const long PieceGap = 300_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly Behaviour _usual;
    private readonly Func<string, LatenessReport> _control;
    private readonly IPacing? _pacing;
    private readonly Epoll _epoll = new();
    private readonly DueQueue _due = new();
    private readonly Replies _replies = new();
    private readonly ConcurrentQueue<Socket> _accepted = new();
    private readonly List<MockConnection?> _connections = [];
    private readonly Stack<int> _free = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <param name="control">Answers requests about the server itself.</param>
    /// <param name="pacing">Null for answers that all come alike.</param>
    public MockLoop(int number, Behaviour usual, Func<string, LatenessReport> control, IPacing? pacing)
    {
        _usual = usual;
        _pacing = pacing;
        _control = control;
        _thread = new Thread(Run) { IsBackground = true, Name = $"mock {number}", Priority = ThreadPriority.Highest };
    }

    public Lateness Lateness { get; } = new();

    public void Start() => _thread.Start();

    /// <summary>From any thread.</summary>
    public void Serve(Socket socket)
    {
        _accepted.Enqueue(socket);
        _epoll.Wake();
    }

    public void Dispose()
    {
        _stopping = true;
        _epoll.Wake();
        _thread.Join();
        foreach (var connection in _connections)
            connection?.Dispose();
        _epoll.Dispose();
    }

    private void Run()
    {
        RaisedPriority.TryRaiseThisThread();
        TimerSlack.SetSmallest();
        while (!_stopping)
        {
            while (_accepted.TryDequeue(out var socket))
                Add(socket);
            WriteDue();
            Read(_epoll.Wait(Wait()));
        }
    }

    private TimeSpan Wait()
    {
        if (_due.IsEmpty)
            return LongestWait;
        var left = TimeSpan.FromTicks((_due.Next - Stopwatch.GetTimestamp() + 99) / 100);
        return left < LongestWait ? left : LongestWait;
    }

    private void Add(Socket socket)
    {
        socket.Blocking = false;
        socket.NoDelay = true;
        if (!_free.TryPop(out var token))
        {
            token = _connections.Count;
            _connections.Add(null);
        }

        _connections[token] = new(socket);
        _epoll.Watch(socket, token, Readiness.Readable);
    }

    private void WriteDue()
    {
        for (var now = Stopwatch.GetTimestamp(); !_due.IsEmpty && _due.Next <= now; now = Stopwatch.GetTimestamp())
        {
            var (due, token) = _due.Take();
            if (_connections[token] is not { Answer: { } answer } connection || connection.Due != due)
                continue;
            Play(token, connection, answer, due);
        }
    }

    private void Play(int token, MockConnection connection, Answer answer, long due)
    {
        if (answer.SplitBytes > 0 && connection.HasUnsent)
        {
            connection.SendUnsent(answer.SplitBytes);
            Later(token, connection, answer, connection.HasUnsent ? due + PieceGap : answer.Due);
            return;
        }

        if (answer.IsOver)
        {
            End(token, connection, answer);
            return;
        }

        var bytes = answer.Next();
        if (answer.SplitBytes > 0)
            connection.Hold(bytes);
        else
            connection.Send(bytes);
        Lateness.Add(Math.Max(0, Stopwatch.GetTimestamp() - due));
        if (answer.SplitBytes > 0)
            Later(token, connection, answer, due + PieceGap);
        else if (answer.IsOver)
            End(token, connection, answer);
        else
            Later(token, connection, answer, answer.Due);
    }

    private void Later(int token, MockConnection connection, Answer answer, long due)
    {
        if (connection.IsClosed)
        {
            Remove(token);
            return;
        }

        connection.Due = answer.IsOver && !connection.HasUnsent ? Stopwatch.GetTimestamp() : due;
        _due.Add(connection.Due, token);
    }

    private void End(int token, MockConnection connection, Answer answer)
    {
        connection.Answer = null;
        connection.Paced = null;
        if (answer.Resets)
            connection.Reset();
        Settle(token, connection);
    }

    private void Read(int ready)
    {
        for (var i = 0; i < ready; i++)
        {
            var (token, readiness) = _epoll[i];
            if (_connections[token] is not { } connection)
                continue;
            if (readiness.HasFlag(Readiness.Writable))
                connection.SendUnsent();
            if ((readiness & ~Readiness.Writable) != Readiness.None)
                Receive(token, connection);
            if (_connections[token] == connection)
                Settle(token, connection);
        }
    }

    private void Receive(int token, MockConnection connection)
    {
        try
        {
            for (var request = connection.Receive(_buffer); request is not null; request = connection.Answer is null && !connection.IsClosed ? connection.Pending() : null)
                Take(token, connection, request, Stopwatch.GetTimestamp());
        }
        catch (InvalidDataException e)
        {
            connection.Send(Replies.Plain(400, "text/plain", e.Message));
            connection.ClosesAfterAnswer = true;
        }
    }

    private void Take(int token, MockConnection connection, ReceivedRequest request, long received)
    {
        connection.ClosesAfterAnswer = request.ClosesConnection;
        try
        {
            if (request is { Method: "POST", Path: "/v1/chat/completions" or "/v1/completions" })
                Generate(token, connection, Paced(connection, GenerationRequest.Parse(request, _usual), received), received);
            else
                connection.Send(Routes.Answer(request, _control, _pacing));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            connection.Send(Replies.Json(400, JsonSerializer.Serialize(new { error = new { message = e.Message } })));
        }
    }

    private GenerationRequest Paced(MockConnection connection, GenerationRequest request, long received)
    {
        if (_pacing is null || request.Behaviour != _usual)
            return request;
        connection.Paced = _pacing.Take(request, received);
        return request with { Behaviour = connection.Paced.Behaviour };
    }

    private void Generate(int token, MockConnection connection, GenerationRequest request, long at)
    {
        if (Routes.Refusal(request.Behaviour.Fault) is { } refusal)
            connection.Send(refusal);
        else if (request.Behaviour.Fault == Fault.CloseAtOnce)
            connection.Close();
        else if (request.Behaviour.Fault != Fault.Silence && !request.IsStream)
            connection.Send(Replies.Whole(request));
        else if (request.Behaviour.Fault != Fault.Silence)
            Stream(token, connection, request, at);
    }

    private void Stream(int token, MockConnection connection, GenerationRequest request, long at)
    {
        foreach (var part in Answer.Head(request))
            connection.Send(part);
        connection.Answer = new Answer(request, _replies, at);
        Later(token, connection, connection.Answer, connection.Answer.Due);
    }

    /// <summary>Closes what is to be closed; waits for room where the client reads too slowly.</summary>
    private void Settle(int token, MockConnection connection)
    {
        if (connection.IsClosed || (connection is { Answer: null, ClosesAfterAnswer: true, HasUnsent: false }))
            Remove(token);
        else if (connection is { HasUnsent: true, Answer: null or { SplitBytes: 0 } })
            _epoll.Change(connection.Socket, token, Readiness.Readable | Readiness.Writable);
        else if (connection.WasWaiting)
            _epoll.Change(connection.Socket, token, Readiness.Readable);
        connection.WasWaiting = connection.HasUnsent;
    }

    private void Remove(int token)
    {
        if (_connections[token]!.Paced is { } unfinished)
            _pacing!.Abort(unfinished, Stopwatch.GetTimestamp());
        _connections[token]!.Dispose();
        _connections[token] = null;
        _free.Push(token);
    }
}
