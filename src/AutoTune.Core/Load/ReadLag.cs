using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using AutoTune.Load.Sockets;

namespace AutoTune.Load;

/// <summary>A stream of known timing beside the measured ones: a thread writes due times into a loopback socket, and the client reads them where it reads everything else. How late they arrive is how late the client is.</summary>
/// <remarks>The due time travels, not the time of the write: a process that was stopped, or a machine without a processor to spare, makes the writer late too, and would hide itself.</remarks>
internal sealed class ReadLag : IDisposable
{
    private const int MessageSize = sizeof(long);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly ProbeClock _clock;
    private readonly Socket _writer;
    private readonly Thread _thread;
    private readonly List<(TimeSpan Due, TimeSpan Lag)> _seen = new(16 * 1024);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _partial = new byte[MessageSize];
    private int _partialLength;

    public ReadLag(ProbeClock clock)
    {
        _clock = clock;
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _writer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _writer.Connect(listener.LocalEndPoint!);
        Reader = listener.Accept();
        _thread = new Thread(Write) { IsBackground = true, Name = "load reference", Priority = ThreadPriority.Highest };
    }

    /// <summary>The end that the client reads, and hands to <see cref="Take"/>.</summary>
    public Socket Reader { get; }

    public void Start() => _thread.Start();

    /// <summary>What was read just now. From one thread at a time.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        var now = _clock.Now;
        foreach (var next in bytes)
        {
            _partial[_partialLength++] = next;
            if (_partialLength < MessageSize)
                continue;
            _partialLength = 0;
            var due = TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(_partial));
            _seen.Add((due, now - due));
        }
    }

    /// <summary>After the reading has stopped.</summary>
    /// <param name="until">Later ones do not count: the probe was ending.</param>
    public ReadLagReading Read(TimeSpan until)
    {
        var lags = _seen.Where(seen => seen.Due < until).Select(seen => seen.Lag).Order().ToArray();
        return lags.Length == 0 ? default : new(lags[(int)Math.Ceiling(0.99 * lags.Length) - 1], lags[^1]);
    }

    /// <summary>Twice is once.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
            return;
        _stop.Cancel();
        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted))
            _thread.Join();
        _writer.Dispose();
        Reader.Dispose();
    }

    private void Write()
    {
        _ = RaisedPriority.TryRaiseThisThread();
        if (OperatingSystem.IsLinux())
            TimerSlack.SetSmallest();
        Span<byte> message = stackalloc byte[MessageSize];
        for (var due = _clock.Now + Interval; !_stop.IsCancellationRequested; due += Interval)
        {
            PreciseWait.Until(_clock, due, _stop.Token);
            BinaryPrimitives.WriteInt64LittleEndian(message, due.Ticks);
            _writer.Send(message, SocketFlags.None, out var error);
            if (error != SocketError.Success)
                return;
        }
    }
}

/// <summary>How late this client read a stream of known timing.</summary>
public readonly record struct ReadLagReading(TimeSpan P99, TimeSpan Worst);
