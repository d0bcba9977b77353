namespace AutoTune.Provisioning;

/// <summary>One holder on this machine at a time; the system releases it when the holder dies.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(200);
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    public void Dispose() => _stream.Dispose();

    /// <summary>Waits for another holder as long as <paramref name="ct"/> allows.</summary>
    public static FileLock Acquire(string path, IProgress<string>? progress, CancellationToken ct)
    {
        var told = false;
        while (true)
        {
            if (TryAcquire(path) is { } held)
                return held;
            if (!told)
                progress?.Report($"Waiting for another AutoTune that holds {path}");
            told = true;
            ct.WaitHandle.WaitOne(RetryEvery);
            ct.ThrowIfCancellationRequested();
        }
    }

    private static FileLock? TryAcquire(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
