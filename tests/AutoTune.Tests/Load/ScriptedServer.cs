using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AutoTune.Tests.Load;

/// <summary>A server on loopback that plays a script to each request: exact bytes, at exact moments.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string StreamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<NetworkStream, string, CancellationToken, Task> _script;
    private readonly Task _accepting;

    /// <param name="script">Gets the request's head and body as text.</param>
    public ScriptedServer(Func<NetworkStream, string, CancellationToken, Task> script)
    {
        _script = script;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public static ScriptedServer Saying(params string[] parts) => new(async (stream, _, ct) =>
    {
        foreach (var part in parts)
            await stream.WriteAsync(Encoding.UTF8.GetBytes(part), ct);
    });

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var stream = client.GetStream();
            try
            {
                await _script(stream, await ReadRequestAsync(stream), _end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
            }
        }
    }

    private static async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            length += await stream.ReadAsync(buffer.AsMemory(length));
            var text = Encoding.UTF8.GetString(buffer, 0, length);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (length == 0 || (head >= 0 && length >= head + 4 + BodyLength(text[..head])))
                return text;
        }
    }

    private static int BodyLength(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line["Content-Length:".Length..]))
        .FirstOrDefault();
}
