using System.Net.Http.Headers;
using System.Text.Json;

namespace AutoTune.Load;

/// <summary>How this process speaks to serving engines.</summary>
public static class ServingHttp
{
    private const int LargestErrorToDrain = 64 * 1024;

    /// <summary>No proxy, cookies, redirects or bound on connections; time-outs are the probe's own.</summary>
    /// <param name="reuse">False: no connection carries a second request, whatever the server says.</param>
    public static HttpClient CreateClient(bool reuse = true) => new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = reuse ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        MaxConnectionsPerServer = int.MaxValue,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        MaxResponseDrainSize = LargestErrorToDrain,
        ActivityHeadersPropagator = null,
        PlaintextStreamFilter = (connection, _) => ValueTask.FromResult(ConnectionUse.Watch(connection.PlaintextStream)),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public static Uri Address(ServingEndpoint target, string path) => Address(target.BaseAddress, path);

    public static Uri Address(Uri server, string path)
    {
        var root = server.AbsoluteUri;
        return new Uri(root.EndsWith('/') ? root + path : $"{root}/{path}");
    }

    /// <summary>The key is read when it is needed and kept nowhere else.</summary>
    public static AuthenticationHeaderValue? Authorization(ServingEndpoint target)
    {
        if (target.ApiKeyVariable is not { } variable)
            return null;
        var key = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(key)
            ? throw new InvalidOperationException($"the environment variable {variable}, which should hold the API key of {target.BaseAddress}, is not set")
            : new("Bearer", key);
    }

    public static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    /// <returns>Null where the body is no JSON.</returns>
    public static async Task<JsonDocument?> ReadJsonAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(ct), cancellationToken: ct);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
