using System.Net.Sockets;
using System.Text;

namespace AutoTune.Load;

/// <summary>Carries one request over <see cref="HttpClient"/>.</summary>
/// <remarks>
/// A kept connection may have gone stale: a server that closed it has not seen the request, which is then sent again; it counts from its schedule all the same.
/// On a connection that is new, the same end is the server's doing, and an error.
/// </remarks>
/// <param name="addresses">Of each server.</param>
internal sealed class HttpExchange(HttpClient client, IReadOnlyList<Uri> addresses, ProbeClock clock)
{
    private const int ReadSize = 16 * 1024;

    /// <summary>Runs on the caller's thread until the request is on its way. Never throws.</summary>
    /// <param name="cut">What it means to be cancelled, asked when it happens.</param>
    public async Task RunAsync(StreamingRequest request, byte[] body, Func<(RequestEnd End, string Why)> cut, CancellationToken ct)
    {
        try
        {
            while (!await SendAsync(request, body, ct))
            {
                // Each turn takes a kept connection out of the pool.
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            if (ct.IsCancellationRequested)
                request.Cut(cut().End, cut().Why);
            else
                request.Break(Innermost(e));
        }
    }

    /// <returns>False where the connection was stale and nothing of an answer came.</returns>
    private async Task<bool> SendAsync(StreamingRequest request, byte[] body, CancellationToken ct)
    {
        var use = ConnectionUse.Begin();
        using var message = new HttpRequestMessage(HttpMethod.Post, addresses[request.Server]) { Content = new SentContent(body, () => request.Sending(clock.Now)) };
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException gone) when (use.IsOfKeptConnection && gone.InnerException is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } or IOException { InnerException: SocketException })
        {
            return false;
        }
        using (response)
        {
            var (status, type) = ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
            if (StreamingRequest.IsEventStream(status, type))
                await ReadEventsAsync(request, await response.Content.ReadAsStreamAsync(ct), ct);
            else
                request.Refuse(status, type, await HeadAsync(response, ct));
        }
        return true;
    }

    private async Task ReadEventsAsync(StreamingRequest request, Stream stream, CancellationToken ct)
    {
        var buffer = new byte[ReadSize];
        while (!request.IsAnswered && await stream.ReadAsync(buffer, ct) is > 0 and var read)
            request.Read(buffer.AsSpan(0, read), clock.Now);
        request.Complete();
    }

    private static async Task<string> HeadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var buffer = new byte[StreamingRequest.RefusalBytes];
        var read = await (await response.Content.ReadAsStreamAsync(ct)).ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    private static string Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e.Message;
}
