using System.Net.Sockets;
using System.Text.Json;

namespace AutoTune.Guard;

/// <summary>As much of a container engine's API as it takes to remove what carries a label. No API version is asked for: every engine then speaks its own.</summary>
internal sealed class ContainerEngine : IDisposable
{
    private static readonly TimeSpan RequestBound = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    /// <param name="socket">Path of the engine's socket.</param>
    public ContainerEngine(string socket)
    {
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, ct) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), ct);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        })
        { BaseAddress = new Uri("http://container-engine/"), Timeout = RequestBound };
    }

    /// <summary>Containers first, since a network goes only once nobody is on it.</summary>
    /// <returns>How many were there.</returns>
    /// <exception cref="HttpRequestException">The engine does not answer.</exception>
    public async Task<int> RemoveAsync(string label)
    {
        var containers = await IdsAsync("containers/json?all=true&", label);
        foreach (var id in containers)
            await DeleteAsync($"containers/{id}?force=true&v=true");
        var networks = await IdsAsync("networks?", label);
        foreach (var id in networks)
            await DeleteAsync($"networks/{id}");
        return containers.Count + networks.Count;
    }

    public void Dispose() => _http.Dispose();

    private async Task<List<string>> IdsAsync(string list, string label)
    {
        var filter = Uri.EscapeDataString($$"""{"label":["{{JsonEncodedText.Encode(label)}}"]}""");
        using var answer = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"{list}filters={filter}", UriKind.Relative)));
        return [.. answer.RootElement.EnumerateArray().Select(item => item.GetProperty("Id").GetString()!)];
    }

    // One that is gone already, or that another call is removing, is as good as removed.
    private async Task DeleteAsync(string path)
    {
        using var answer = await _http.DeleteAsync(new Uri(path, UriKind.Relative));
    }
}
