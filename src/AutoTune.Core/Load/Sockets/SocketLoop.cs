using System.Collections.Concurrent;

namespace AutoTune.Load.Sockets;

/// <summary>A thread that carries requests: it waits until a socket is ready or the schedule wants something, and stamps what it reads.</summary>
internal sealed class SocketLoop : IDisposable
{
    private const int ReadSize = 64 * 1024;
    private const int LagToken = int.MaxValue;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<SocketTarget> _servers;
    private readonly ProbeRun _run;
    private readonly Thread _thread;
    private readonly Epoll _epoll = new();
    private readonly ConcurrentQueue<SocketExchange> _inbox = new();
    private readonly List<Slot?> _slots = [];
    private readonly Stack<int> _free = new();
    private readonly Stack<int>[] _idle;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ReadSize, pinned: true);
    private volatile Func<TimeSpan?>? _schedule;
    private volatile bool _stopping;
    private bool _isDisposed;

    public SocketLoop(IReadOnlyList<SocketTarget> servers, ProbeRun run, int number)
    {
        _servers = servers;
        _idle = [.. servers.Select(_ => new Stack<int>())];
        _run = run;
        Lag = new(run.Clock);
        _thread = new Thread(Run) { IsBackground = true, Name = $"load {number}", Priority = ThreadPriority.Highest };
    }

    /// <summary>How late this loop reads.</summary>
    public ReadLag Lag { get; }

    public void Start()
    {
        Lag.Start();
        _thread.Start();
    }

    /// <summary>From any thread.</summary>
    /// <param name="schedule">Sends what is due and says how long until the next; from now on called in every turn.</param>
    public void Follow(Func<TimeSpan?> schedule)
    {
        _schedule = schedule;
        _epoll.Wake();
    }

    /// <summary>From any thread.</summary>
    public void Send(SocketExchange exchange)
    {
        _inbox.Enqueue(exchange);
        if (Thread.CurrentThread != _thread)
            _epoll.Wake();
    }

    public void Wake() => _epoll.Wake();

    public void Dispose()
    {
        if (_isDisposed)
            return;
        (_isDisposed, _stopping) = (true, true);
        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _epoll.Wake();
            _thread.Join();
        }

        Lag.Dispose();
        _epoll.Dispose();
    }

    private void Run()
    {
        _ = RaisedPriority.TryRaiseThisThread();
        TimerSlack.SetSmallest();
        Lag.Reader.Blocking = false;
        _epoll.Watch(Lag.Reader, LagToken, Readiness.Readable);
        while (!_stopping)
        {
            var wait = _schedule?.Invoke() ?? LongestWait;
            TakeInbox();
            if (_run.Cut.IsCancellationRequested)
                CutAll();
            Serve(_epoll.Wait(wait < LongestWait ? wait : LongestWait));
        }

        CutAll();
    }

    private void TakeInbox()
    {
        while (_inbox.TryDequeue(out var exchange))
            Begin(exchange);
    }

    private void Begin(SocketExchange exchange)
    {
        var server = exchange.Request.Server;
        var token = TakeIdle(server) ?? Open(server);
        _slots[token]!.Connection.Begin(exchange);
        Settle(token);
    }

    private void Serve(int ready)
    {
        for (var i = 0; i < ready; i++)
        {
            var (token, readiness) = _epoll[i];
            if (token == LagToken)
                TakeLag();
            else if (_slots[token] is { } slot)
                Advance(token, slot, readiness);
        }
    }

    private void TakeLag()
    {
        var read = Lag.Reader.Receive(_buffer, System.Net.Sockets.SocketFlags.None, out _);
        Lag.Take(_buffer.AsSpan(0, read));
    }

    private void Advance(int token, Slot slot, Readiness readiness)
    {
        slot.Connection.OnReady(readiness, _buffer);
        Settle(token);
    }

    /// <summary>After anything that happened on a connection: ends its exchange, keeps or closes it.</summary>
    private void Settle(int token)
    {
        var slot = _slots[token]!;
        if (slot.Connection.TakeOver() is { } over)
            End(over);
        if (slot.Connection.State == ConnectionState.Closed)
            Close(token);
        else if (slot.Connection.State == ConnectionState.Idle)
            Keep(token, slot);
        if (_slots[token] is not null && slot.Connection.Interest is var wanted && wanted != slot.Watched)
        {
            _epoll.Change(slot.Connection.Socket, token, wanted);
            slot.Watched = wanted;
        }
    }

    /// <summary>Without an outcome it goes out again, on another connection.</summary>
    private void End(SocketExchange over)
    {
        if (over.Request.Outcome is null)
            _inbox.Enqueue(over);
        else
            over.SetEnded();
    }

    private int Open(int server)
    {
        if (!_free.TryPop(out var token))
        {
            token = _slots.Count;
            _slots.Add(null);
        }

        var slot = new Slot(new SocketConnection(_servers[server].Address, _run.Clock), server);
        _slots[token] = slot;
        slot.Watched = Readiness.Readable | Readiness.Writable;
        _epoll.Watch(slot.Connection.Socket, token, slot.Watched);
        return token;
    }

    private void Keep(int token, Slot slot)
    {
        if (!_servers[slot.Server].KeepsConnections)
        {
            Close(token);
        }
        else if (!slot.IsIdle)
        {
            slot.IsIdle = true;
            _idle[slot.Server].Push(token);
        }
    }

    /// <summary>The one used last; those that were closed meanwhile are passed over.</summary>
    private int? TakeIdle(int server)
    {
        while (_idle[server].TryPop(out var token))
        {
            if (_slots[token] is not { IsIdle: true, Connection.State: ConnectionState.Idle } slot)
                continue;
            slot.IsIdle = false;
            return token;
        }

        return null;
    }

    private void Close(int token)
    {
        _slots[token]!.Connection.Dispose();
        _slots[token] = null;
        _free.Push(token);
    }

    private void CutAll()
    {
        var (end, why) = _run.WhyCut();
        for (var token = 0; token < _slots.Count; token++)
        {
            if (_slots[token] is not { } slot)
                continue;
            slot.Connection.Cut(end, why);
            Settle(token);
        }

        while (_inbox.TryDequeue(out var waiting))
        {
            waiting.Request.Cut(end, why);
            waiting.SetEnded();
        }
    }

    /// <param name="server">That it is connected to.</param>
    private sealed class Slot(SocketConnection connection, int server)
    {
        public int Server => server;

        public SocketConnection Connection => connection;

        public Readiness Watched { get; set; }

        public bool IsIdle { get; set; }
    }
}
