using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AutoTune.Load.Sockets;

/// <summary>Where requests of a probe go, resolved once, and the head that all of them share.</summary>
internal sealed class SocketTarget
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly byte[] _head;

    private SocketTarget(IPEndPoint address, byte[] head, bool keepAlive)
    {
        Address = address;
        KeepsConnections = keepAlive;
        _head = head;
    }

    public IPEndPoint Address { get; }

    public bool KeepsConnections { get; }

    /// <exception cref="InvalidOperationException">The endpoint names an environment variable for its key that is not set.</exception>
    /// <exception cref="SocketException">The host has no address.</exception>
    public static async Task<SocketTarget> ResolveAsync(ServingEndpoint endpoint, string path, bool keepAlive, CancellationToken ct)
    {
        var uri = ServingHttp.Address(endpoint, path);
        var head = new StringBuilder()
            .Append($"POST {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\n")
            .Append("Accept: text/event-stream\r\nContent-Type: application/json\r\n");
        if (ServingHttp.Authorization(endpoint) is { } authorization)
            head.Append($"Authorization: {authorization}\r\n");
        if (!keepAlive)
            head.Append("Connection: close\r\n");
        return new(await AddressOfAsync(uri, ct), Encoding.ASCII.GetBytes(head.Append("Content-Length: ").ToString()), keepAlive);
    }

    /// <summary>A whole request.</summary>
    public byte[] Request(byte[] body)
    {
        var length = Encoding.ASCII.GetBytes($"{body.Length}\r\n\r\n");
        var request = new byte[_head.Length + length.Length + body.Length];
        _head.CopyTo(request, 0);
        length.CopyTo(request, _head.Length);
        body.CopyTo(request, _head.Length + length.Length);
        return request;
    }

    /// <summary>The first address that answers: localhost may be two, of which a server has one.</summary>
    private static async Task<IPEndPoint> AddressOfAsync(Uri uri, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(uri.DnsSafeHost, ct);
        foreach (var address in addresses)
            if (addresses.Length == 1 || await AnswersAsync(new(address, uri.Port), ct))
                return new(address, uri.Port);
        return new(addresses[0], uri.Port);
    }

    private static async Task<bool> AnswersAsync(IPEndPoint address, CancellationToken ct)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bound.CancelAfter(ConnectTimeout);
        try
        {
            await socket.ConnectAsync(address, bound.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
