using System.Globalization;
using System.Text;

namespace AutoTune.Load;

/// <summary>One request from its send to its last token.</summary>
internal sealed class StreamingRequest(PlannedRequest planned, ProbeClock clock)
{
    private const int ErrorHead = 300;

    private readonly List<TimeSpan> _chunks = new(Math.Min(planned.OutputTokens, 4096));
    private readonly List<int> _chunkBytes = new(Math.Min(planned.OutputTokens, 4096));
    private TimeSpan? _sent;
    private long _firstTokenTicks = -1;
    private TimeSpan _readAt;
    private StreamDelta _usage;
    private string? _timings;
    private string? _serverError;
    private bool _finished;
    private bool _done;

    public PlannedRequest Planned => planned;

    /// <summary>Read from another thread while the request runs.</summary>
    public TimeSpan? FirstToken => Interlocked.Read(ref _firstTokenTicks) is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>Null until it has ended.</summary>
    public RequestOutcome? Outcome { get; private set; }

    public static RequestOutcome NeverSent(PlannedRequest planned, string why) =>
        new StreamingRequest(planned, new ProbeClock(TimeProvider.System)).Ended(RequestEnd.Dropped, why);

    /// <summary>Runs on the caller's thread until the request is on its way. Never throws.</summary>
    /// <param name="cut">What it means to be cancelled, asked when it happens.</param>
    public async Task RunAsync(HttpClient client, Uri address, byte[] body, Func<(RequestEnd End, string Why)> cut, CancellationToken ct)
    {
        try
        {
            Outcome = await SendAsync(client, address, body, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            var (end, why) = cut();
            Outcome = Ended(end, why);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or System.Text.Json.JsonException)
        {
            Outcome = ct.IsCancellationRequested ? Ended(cut().End, cut().Why) : _finished ? Ended(RequestEnd.Completed, null) : Ended(RequestEnd.Broken, Innermost(e));
        }
    }

    private async Task<RequestOutcome> SendAsync(HttpClient client, Uri address, byte[] body, CancellationToken ct)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new SentContent(body, () => _sent ??= clock.Now) };
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode)
            return Ended(RequestEnd.ServerError, $"{(int)response.StatusCode}: {await HeadAsync(response, ct)}");
        if (response.Content.Headers.ContentType?.MediaType is var type && !string.Equals(type, "text/event-stream", StringComparison.OrdinalIgnoreCase))
            return Ended(RequestEnd.Broken, $"answered {type ?? "no content type"}, not an event stream: {await HeadAsync(response, ct)}");
        await ReadEventsAsync(await response.Content.ReadAsStreamAsync(ct), ct);
        if (_serverError is not null)
            return Ended(RequestEnd.ServerError, _serverError);
        return _finished || _done ? Ended(RequestEnd.Completed, null) : Ended(RequestEnd.Broken, "the stream ended without a finish reason or [DONE]");
    }

    private async Task ReadEventsAsync(Stream stream, CancellationToken ct)
    {
        var events = new SseReader(OnEvent);
        var buffer = new byte[16 * 1024];
        for (var read = await stream.ReadAsync(buffer, ct); read > 0 && !_done; read = await stream.ReadAsync(buffer, ct))
        {
            _readAt = clock.Now;
            events.Feed(buffer.AsSpan(0, read));
            if (_done || _serverError is not null)
                return;
        }

        events.Complete();
    }

    private void OnEvent(ReadOnlySpan<byte> data, bool isError)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            _done = true;
            return;
        }

        if (isError)
        {
            _serverError = Shorten(Encoding.UTF8.GetString(data));
            return;
        }

        var delta = StreamDelta.Parse(data);
        _serverError ??= delta.Error is { } error ? Shorten(error) : null;
        _finished |= delta.Finished;
        _timings = delta.Timings ?? _timings;
        if (delta.CompletionTokens is not null || delta.PromptTokens is not null)
            _usage = delta;
        if (delta.TextBytes > 0)
            OnTokens(delta.TextBytes);
    }

    private void OnTokens(int bytes)
    {
        if (_chunks.Count == 0)
            Interlocked.Exchange(ref _firstTokenTicks, _readAt.Ticks);
        _chunks.Add(_readAt);
        _chunkBytes.Add(bytes);
    }

    private RequestOutcome Ended(RequestEnd end, string? error)
    {
        var tokens = _usage.CompletionTokens ?? _chunks.Count;
        return new()
        {
            Index = planned.Index,
            End = end,
            Scheduled = planned.Scheduled,
            Sent = _sent,
            FirstToken = FirstToken,
            LastToken = _chunks.Count > 0 ? _chunks[^1] : null,
            InputTokens = _usage.PromptTokens ?? planned.InputTokens,
            PlannedInputTokens = planned.InputTokens,
            OutputTokens = tokens,
            PlannedOutputTokens = planned.OutputTokens,
            FirstChunkTokens = ChunkTokens.OfFirst(tokens, _chunkBytes),
            TokenCount = _usage.CompletionTokens is null ? TokenCountSource.Chunks : TokenCountSource.Usage,
            CachedTokens = _usage.CachedTokens,
            Chunks = _chunks,
            ChunkBytes = _chunkBytes,
            EngineTimings = _timings,
            Error = error,
        };
    }

    private static async Task<string> HeadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var buffer = new byte[2048];
        var read = await (await response.Content.ReadAsStreamAsync(ct)).ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return Shorten(Encoding.UTF8.GetString(buffer, 0, read));
    }

    private static string Shorten(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= ErrorHead ? line : string.Create(CultureInfo.InvariantCulture, $"{line.AsSpan(0, ErrorHead)}…");
    }

    private static string Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e.Message;
}
