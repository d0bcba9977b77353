namespace AutoTune.Provisioning;

/// <summary>One holder on this machine at a time; the system releases it when the holder dies.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(200);
    private readonly FileStream _stream;

    private FileLock(FileStream stream) => _stream = stream;

    public void Dispose() => _stream.Dispose();

    /// <summary>Waits for another holder as long as <paramref name="ct"/> allows.</summary>
    public static async Task<FileLock> AcquireAsync(string path, IProgress<string>? progress, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (TryAcquire(path) is { } held)
                return held;
            if (attempt == 0)
                progress?.Report($"Waiting for another AutoTune, which holds {path}");
            await Task.Delay(RetryEvery, TimeProvider.System, ct);
        }
    }

    /// <summary>The lock of all that AutoTune writes into a folder of models.</summary>
    public static Task<FileLock> OfModelsAsync(string folder, IProgress<string>? progress, CancellationToken ct) =>
        AcquireAsync(Path.Combine(folder, ".autotune.lock"), progress, ct);

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
