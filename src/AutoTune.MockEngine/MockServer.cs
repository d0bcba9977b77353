using System.Net;
using System.Net.Sockets;

namespace AutoTune.MockEngine;

/// <summary>The server: a thread that accepts, and loops that serve.</summary>
internal sealed class MockServer : IDisposable
{
    private const int Backlog = 4096;

    private readonly Socket _listener;
    private readonly MockLoop[] _loops;
    private readonly Thread _accepting;

    /// <param name="port">0 for a free one.</param>
    /// <param name="pacing">Null for answers that all come alike; else there is one loop.</param>
    public MockServer(IPAddress host, int port, int loops, Behaviour usual, IPacing? pacing = null)
    {
        _listener = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(host, port));
        _listener.Listen(Backlog);
        _loops = [.. Enumerable.Range(0, pacing is null ? loops : 1).Select(number => new MockLoop(number, usual, Control, pacing))];
        _accepting = new Thread(Accept) { IsBackground = true, Name = "mock accept" };
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    public void Start()
    {
        Array.ForEach(_loops, loop => loop.Start());
        _accepting.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _accepting.Join();
        Array.ForEach(_loops, loop => loop.Dispose());
    }

    private void Accept()
    {
        for (var next = 0; ; next = (next + 1) % _loops.Length)
        {
            try
            {
                _loops[next].Serve(_listener.Accept());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <returns>Lateness up to now; <c>reset</c> begins it anew.</returns>
    private LatenessReport Control(string command)
    {
        var lateness = Array.ConvertAll(_loops, loop => loop.Lateness);
        var report = Lateness.Report(lateness);
        if (command == "reset")
            Array.ForEach(lateness, one => one.Reset());
        return report;
    }
}
