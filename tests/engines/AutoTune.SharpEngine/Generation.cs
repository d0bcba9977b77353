using System.Threading.Channels;

namespace AutoTune.SharpEngine;

/// <summary>One request while it is generated.</summary>
internal sealed class Generation(int[] prompt, int mostTokens, bool ignoreEnd, CancellationToken abandoned)
{
    private readonly Channel<string> _pieces = Channel.CreateUnbounded<string>(new() { SingleReader = true, SingleWriter = true });

    public int[] Prompt => prompt;

    public int MostTokens => mostTokens;

    public bool IgnoresEnd => ignoreEnd;

    public bool IsAbandoned => abandoned.IsCancellationRequested;

    public int Tokens { get; set; }

    /// <summary><c>length</c>, <c>stop</c>; null until the end.</summary>
    public string? FinishReason { get; private set; }

    public string? Error { get; private set; }

    public IAsyncEnumerable<string> Pieces => _pieces.Reader.ReadAllAsync(abandoned);

    public void Say(string piece) => _pieces.Writer.TryWrite(piece);

    public void Finish(string reason)
    {
        FinishReason = reason;
        _pieces.Writer.TryComplete();
    }

    public void Fail(string error)
    {
        Error = error;
        _pieces.Writer.TryComplete();
    }
}
