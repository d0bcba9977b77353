namespace AutoTune.MockEngine;

/// <summary>What has to be written when: a binary heap over due times that allocates nothing once it has grown.</summary>
internal sealed class DueQueue
{
    private (long Due, int Token)[] _heap = new (long, int)[1024];
    private int _count;

    public bool IsEmpty => _count == 0;

    /// <summary>Earliest time; only where there is one.</summary>
    public long Next => _heap[0].Due;

    public void Add(long due, int token)
    {
        if (_count == _heap.Length)
            Array.Resize(ref _heap, _heap.Length * 2);
        var at = _count++;
        while (at > 0 && _heap[(at - 1) / 2].Due > due)
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = (due, token);
    }

    public (long Due, int Token) Take()
    {
        var first = _heap[0];
        var last = _heap[--_count];
        var at = 0;
        for (var child = 1; child < _count; child = 2 * at + 1)
        {
            if (child + 1 < _count && _heap[child + 1].Due < _heap[child].Due)
                child++;
            if (_heap[child].Due >= last.Due)
                break;
            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = last;
        return first;
    }
}
