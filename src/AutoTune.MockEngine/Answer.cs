namespace AutoTune.MockEngine;

/// <summary>One answer as it is played: which bytes leave next, and when.</summary>
internal sealed class Answer
{
    private readonly GenerationRequest _request;
    private readonly Replies _replies;
    private readonly long _received;
    private readonly int _deltas;
    private int _played;

    /// <param name="received">Timestamp of the request's last byte.</param>
    public Answer(GenerationRequest request, Replies replies, long received)
    {
        _request = request;
        _replies = replies;
        _received = received;
        _deltas = (request.OutputTokens + request.Behaviour.TokensPerChunk - 1) / request.Behaviour.TokensPerChunk;
    }

    public bool IsOver { get; private set; }

    /// <summary>The connection is to be reset once everything before has left.</summary>
    public bool Resets { get; private set; }

    public int SplitBytes => Behaviour.SplitBytes;

    private Behaviour Behaviour => _request.Behaviour;

    /// <summary>When <see cref="Next"/> is due: exactly TTFT after the request, and TPOT for each token after the first delta's.</summary>
    public long Due
    {
        get
        {
            var tokens = Math.Min((_played + 1L) * Behaviour.TokensPerChunk, _request.OutputTokens) - Math.Min(Behaviour.TokensPerChunk, _request.OutputTokens);
            var stall = Behaviour.Fault == Fault.Stall && _played > Behaviour.FaultAfter ? Behaviour.StallTime : TimeSpan.Zero;
            return _received + Nanoseconds(Behaviour.Ttft) + tokens * Nanoseconds(Behaviour.Tpot) + Nanoseconds(stall);
        }
    }

    /// <summary>What leaves as soon as the request is there.</summary>
    public static IEnumerable<byte[]> Head(GenerationRequest request) => request.IsChat ? [Replies.StreamHead, Replies.Role] : [Replies.StreamHead];

    /// <summary>What leaves at <see cref="Due"/>; the last time, all that ends the stream. Nothing is allocated before that.</summary>
    public byte[] Next()
    {
        if (FaultNow() is { } fault)
            return fault;
        var tokens = Math.Min(Behaviour.TokensPerChunk, _request.OutputTokens - _played * Behaviour.TokensPerChunk);
        var delta = _replies.Delta(_request.IsChat, Behaviour.Delta, tokens);
        _played++;
        if (_played < _deltas)
            return delta;
        IsOver = true;
        return [.. delta, .. Ending()];
    }

    private byte[]? FaultNow()
    {
        if (_played != Behaviour.FaultAfter)
            return null;
        switch (Behaviour.Fault)
        {
            case Fault.Reset:
                (IsOver, Resets) = (true, true);
                return [];
            case Fault.ErrorEvent:
                IsOver = true;
                return [.. Replies.ErrorEvent, .. Replies.StreamEnd];
            case Fault.Garbage:
                IsOver = true;
                return [.. Replies.Garbage, .. Replies.StreamEnd];
            default:
                return null;
        }
    }

    private byte[] Ending() => Behaviour.Fault == Fault.NoFinish
        ? Replies.StreamEnd
        : [.. Replies.Finish(_request.IsChat), .. _request.WantsUsage && Behaviour.GivesUsage ? Replies.Usage(_request) : [], .. Replies.Done, .. Replies.StreamEnd];

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;
}
