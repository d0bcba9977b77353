namespace AutoTune.MockEngine;

/// <summary>How answers come, unless a request asks otherwise in its member <c>mock</c>.</summary>
internal sealed record Behaviour
{
    /// <summary>From the request's last byte to the first delta that carries text.</summary>
    public TimeSpan Ttft { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Per token after those of the first delta.</summary>
    public TimeSpan Tpot { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Tokens in each delta: more than one is what speculation looks like to a client.</summary>
    public int TokensPerChunk { get; init; } = 1;

    public Fault Fault { get; init; }

    /// <summary>Deltas before the fault.</summary>
    public int FaultAfter { get; init; } = 3;

    /// <summary>Length of a <see cref="Fault.Stall"/>.</summary>
    public TimeSpan StallTime { get; init; } = TimeSpan.FromSeconds(1);

    public DeltaKind Delta { get; init; }

    /// <summary>False: usage is never given, whatever was asked for.</summary>
    public bool GivesUsage { get; init; } = true;

    /// <summary>Bytes of the answer that leave in one piece; 0 for whole deltas.</summary>
    public int SplitBytes { get; init; }
}

/// <summary>What goes wrong, to order.</summary>
internal enum Fault
{
    None,

    /// <summary>The connection closes as soon as the request is there.</summary>
    CloseAtOnce,

    /// <summary>Never an answer.</summary>
    Silence,

    /// <summary>Status 500.</summary>
    Error500,

    /// <summary>Status 503.</summary>
    Error503,

    /// <summary>Status 401.</summary>
    Error401,

    /// <summary>Status 200 with a page in place of events.</summary>
    Html,

    /// <summary>A pause in the middle.</summary>
    Stall,

    /// <summary>The connection is reset in the middle.</summary>
    Reset,

    /// <summary>The stream ends properly, without finish reason and <c>[DONE]</c>.</summary>
    NoFinish,

    /// <summary>An error event in the middle.</summary>
    ErrorEvent,

    /// <summary>An event that is no JSON.</summary>
    Garbage,
}

internal enum DeltaKind
{
    Content,
    Reasoning,
    ToolCall,
}
