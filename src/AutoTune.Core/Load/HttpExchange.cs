using System.Text;

namespace AutoTune.Load;

/// <summary>Carries one request over <see cref="HttpClient"/>.</summary>
internal sealed class HttpExchange(HttpClient client, Uri address, ProbeClock clock)
{
    private const int ReadSize = 16 * 1024;

    /// <summary>Runs on the caller's thread until the request is on its way. Never throws.</summary>
    /// <param name="cut">What it means to be cancelled, asked when it happens.</param>
    public async Task RunAsync(StreamingRequest request, byte[] body, Func<(RequestEnd End, string Why)> cut, CancellationToken ct)
    {
        try
        {
            await SendAsync(request, body, ct);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            if (ct.IsCancellationRequested)
                request.Cut(cut().End, cut().Why);
            else
                request.Break(Innermost(e));
        }
    }

    private async Task SendAsync(StreamingRequest request, byte[] body, CancellationToken ct)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new SentContent(body, () => request.Sending(clock.Now)) };
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
        var (status, type) = ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
        if (StreamingRequest.IsEventStream(status, type))
            await ReadEventsAsync(request, await response.Content.ReadAsStreamAsync(ct), ct);
        else
            request.Refuse(status, type, await HeadAsync(response, ct));
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
