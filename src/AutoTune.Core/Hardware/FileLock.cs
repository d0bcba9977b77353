namespace AutoTune.Hardware;

/// <summary>One holder on this machine at a time; the system releases it when the holder dies.</summary>
public sealed class FileLock : IDisposable
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(200);
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    /// <summary>Waits for another holder as long as <paramref name="ct"/> allows.</summary>
    /// <param name="waiting">Called once, where another holds it.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static async Task<FileLock> AcquireAsync(string path, TimeProvider clock, Action waiting, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (TryAcquire(path) is { } held)
                return held;
            if (attempt == 0)
                waiting();
            await Task.Delay(RetryEvery, clock, ct);
        }
    }

    /// <returns>Null where another holds it.</returns>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static FileLock? TryAcquire(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, ModeFor(path), FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>A file of somebody else's in a shared folder may be opened, but not with leave to make it (Linux: fs.protected_regular).</summary>
    private static FileMode ModeFor(string path) => File.Exists(path) ? FileMode.Open : FileMode.OpenOrCreate;

    public void Dispose() => _stream.Dispose();
}
