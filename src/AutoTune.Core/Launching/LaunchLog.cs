using System.Runtime.CompilerServices;

namespace AutoTune.Launching;

/// <summary>The latest lines of a deployment in memory; every reader sees them from the oldest that is kept.</summary>
internal sealed class LaunchLog(int capacity)
{
    private readonly Lock _gate = new();
    private readonly LogLine[] _ring = new LogLine[capacity];
    private long _count;
    private bool _complete;
    private TaskCompletionSource _changed = NewSignal();

    public void Append(LogLine line)
    {
        lock (_gate)
            _ring[_count++ % capacity] = line;
        Tell();
    }

    public void Complete()
    {
        lock (_gate)
            _complete = true;
        Tell();
    }

    public async IAsyncEnumerable<LogLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        for (long next = 0; ;)
        {
            var (lines, end, changed) = Take(next);
            foreach (var line in lines)
                yield return line;
            if (changed is null)
                yield break;
            next = end;
            await changed.WaitAsync(ct);
        }
    }

    private (LogLine[] Lines, long End, Task? Changed) Take(long from)
    {
        lock (_gate)
        {
            var first = Math.Max(from, _count - capacity);
            var lines = new LogLine[_count - first];
            for (var i = 0; i < lines.Length; i++)
                lines[i] = _ring[(first + i) % capacity];
            return (lines, _count, _complete ? null : _changed.Task);
        }
    }

    private void Tell()
    {
        TaskCompletionSource waiting;
        lock (_gate)
            (waiting, _changed) = (_changed, NewSignal());
        waiting.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
