using System.Text;

namespace AutoTune.Launching;

/// <summary>A unit's log on disk: up to a bound as it came, then only its last lines.</summary>
internal sealed class LogFile : IDisposable
{
    private const int TailLines = 200;

    private readonly long _bound;
    private readonly Queue<string> _tail = new();
    private readonly FileStream _file;
    private bool _broken;
    private long _written;
    private long _dropped;

    public LogFile(string path, long bound)
    {
        _bound = bound;
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    public void Write(string line)
    {
        if (_written < _bound)
        {
            Put(line);
            return;
        }
        _tail.Enqueue(line);
        if (_tail.Count > TailLines)
        {
            _tail.Dequeue();
            _dropped++;
        }
    }

    public void Flush() => Try(_file.Flush);

    public void Dispose()
    {
        if (_dropped > 0)
            Put($"[autotune: {_dropped} lines left out here, the log had reached {_bound} bytes]");
        while (_tail.TryDequeue(out var line))
            Put(line);
        Try(_file.Dispose);
    }

    private void Put(string line) => Try(() =>
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        _file.Write(bytes);
        _written += bytes.Length;
    });

    // A full disk must not stop the reading: the engine would block on its pipe. The store meets the full disk too, and says so.
    private void Try(Action write)
    {
        try
        {
            if (!_broken)
                write();
        }
        catch (IOException)
        {
            _broken = true;
        }
    }
}
