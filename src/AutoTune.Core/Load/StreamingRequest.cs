using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AutoTune.Load;

/// <summary>One request from its send to its last token, whichever client carries it. Never throws for what a server sends.</summary>
/// <remarks>A chunk allocates nothing as long as the answer keeps to its <c>max_tokens</c>.</remarks>
internal sealed class StreamingRequest
{
    /// <summary>Bytes of an answer that is no stream which are worth keeping for its error.</summary>
    public const int RefusalBytes = 2048;

    private const int ErrorHead = 300;
    private const int MostChunksAhead = 4096;

    private readonly List<TimeSpan> _chunks;
    private readonly List<int> _chunkBytes;
    private readonly SseReader _events;
    private TimeSpan? _sent;
    private long _firstTokenTicks = -1;
    private TimeSpan _readAt;
    private int? _promptTokens;
    private int? _completionTokens;
    private int? _cachedTokens;
    private string? _timings;
    private string? _serverError;
    private string? _broken;
    private readonly ArrayBufferWriter<byte>? _kept;
    private bool _finished;
    private bool _done;

    /// <param name="keepReply">Its text is wanted afterwards, as that of a conversation's turn always is.</param>
    public StreamingRequest(PlannedRequest planned, bool keepReply = false)
    {
        Planned = planned;
        _chunks = new(Math.Min(planned.OutputTokens + 2, MostChunksAhead));
        _chunkBytes = new(_chunks.Capacity);
        _events = new(OnEvent);
        _kept = keepReply || planned.Session is { HasNext: true } ? new() : null;
    }

    public PlannedRequest Planned { get; }

    /// <summary>Which of the endpoint's servers it goes to.</summary>
    public int Server { get; init; }

    /// <summary>Read from another thread while the request runs.</summary>
    public TimeSpan? FirstToken => Interlocked.Read(ref _firstTokenTicks) is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>Null until it has ended.</summary>
    public RequestOutcome? Outcome { get; private set; }

    /// <summary>Nothing more that the server could say counts.</summary>
    public bool IsAnswered => _done || _serverError is not null || _broken is not null;

    public static RequestOutcome NeverSent(PlannedRequest planned, string why)
    {
        var request = new StreamingRequest(planned);
        request.Cut(RequestEnd.Dropped, why);
        return request.Outcome!;
    }

    /// <summary>Its first byte goes out. Of several (a connection that had gone stale), the first counts.</summary>
    public void Sending(TimeSpan at) => _sent ??= at;

    /// <summary>Bytes of the answer's event stream.</summary>
    /// <param name="at">When they were read.</param>
    public void Read(ReadOnlySpan<byte> events, TimeSpan at)
    {
        _readAt = at;
        try
        {
            _events.Feed(events);
        }
        catch (JsonException e)
        {
            _broken ??= e.Message;
        }
    }

    /// <summary>The answer is complete as far as the transport knows.</summary>
    public void Complete()
    {
        if (!IsAnswered)
            CompleteEvents();
        if (_serverError is not null)
            End(RequestEnd.ServerError, _serverError);
        else if (_finished || _done)
            End(RequestEnd.Completed, null);
        else
            End(RequestEnd.Broken, _broken ?? "the stream ended without a finish reason or [DONE]");
    }

    /// <summary>Whether a response carries the events that <see cref="Read"/> wants.</summary>
    public static bool IsEventStream(int status, string? contentType) =>
        IsSuccess(status) && string.Equals(contentType, "text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>A response that is no event stream.</summary>
    /// <param name="head">The beginning of its body.</param>
    public void Refuse(int status, string? contentType, string head)
    {
        if (IsSuccess(status))
            End(RequestEnd.Broken, $"answered {contentType ?? "no content type"}, not an event stream: {Shorten(head)}");
        else
            End(RequestEnd.ServerError, $"{status}: {Shorten(head)}");
    }

    /// <summary>The connection failed; an answer that had its finish reason is complete all the same.</summary>
    public void Break(string why)
    {
        if (_finished)
            Complete();
        else
            End(RequestEnd.Broken, why);
    }

    public void Cut(RequestEnd end, string why) => End(end, why);

    public bool KeepsReply => _kept is not null;

    /// <summary>The kept reply's text, without reasoning. Not for the read path.</summary>
    public string Reply() => _kept is null ? "" : ReplyText.Said(_kept.WrittenSpan);

    /// <summary>All text that was generated, as <see cref="Reply"/>.</summary>
    public string Generated() => _kept is null ? "" : ReplyText.Generated(_kept.WrittenSpan);

    /// <param name="tokens">Of <see cref="Generated"/>, by the server's tokenizer.</param>
    public void Recount(int tokens)
    {
        if (Outcome is { } outcome)
            Outcome = outcome with { OutputTokens = tokens, FirstChunkTokens = ChunkTokens.OfFirst(tokens, _chunkBytes), TokenCount = TokenCountSource.Tokenizer };
    }

    private static bool IsSuccess(int status) => status is >= 200 and < 300;

    private void CompleteEvents()
    {
        try
        {
            _events.Complete();
        }
        catch (JsonException e)
        {
            _broken ??= e.Message;
        }
    }

    private void OnEvent(ReadOnlySpan<byte> data, bool isError)
    {
        if (IsAnswered)
            return;
        _kept?.Write(data);
        _kept?.Write("\n"u8);
        if (data.SequenceEqual("[DONE]"u8))
            _done = true;
        else if (isError)
            _serverError = Shorten(Encoding.UTF8.GetString(data));
        else
            OnDelta(StreamDelta.Parse(data));
    }

    private void OnDelta(in StreamDelta delta)
    {
        _serverError ??= delta.Error is { } error ? Shorten(error) : null;
        _finished |= delta.Finished;
        _timings = delta.Timings ?? _timings;
        _promptTokens = delta.PromptTokens ?? _promptTokens;
        _completionTokens = delta.CompletionTokens ?? _completionTokens;
        _cachedTokens = delta.CachedTokens ?? _cachedTokens;
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

    private void End(RequestEnd end, string? error)
    {
        var tokens = _completionTokens ?? _chunks.Count;
        Outcome ??= new()
        {
            Index = Planned.Index,
            End = end,
            Scheduled = Planned.Scheduled,
            Sent = _sent,
            FirstToken = FirstToken,
            LastToken = _chunks.Count > 0 ? _chunks[^1] : null,
            InputTokens = _promptTokens ?? Planned.InputTokens,
            PlannedInputTokens = Planned.InputTokens,
            SharedTokens = Planned.SharedTokens,
            OutputTokens = tokens,
            PlannedOutputTokens = Planned.OutputTokens,
            FirstChunkTokens = ChunkTokens.OfFirst(tokens, _chunkBytes),
            TokenCount = _completionTokens is null ? TokenCountSource.Chunks : TokenCountSource.Usage,
            CachedTokens = _cachedTokens,
            Chunks = _chunks,
            ChunkBytes = _chunkBytes,
            EngineTimings = _timings,
            Error = error,
        };
    }

    private static string Shorten(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= ErrorHead ? line : string.Create(CultureInfo.InvariantCulture, $"{line.AsSpan(0, ErrorHead)}…");
    }
}
