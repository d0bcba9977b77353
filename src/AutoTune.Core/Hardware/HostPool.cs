namespace AutoTune.Hardware;

/// <summary>Leases this host's devices by lock files that every AutoTune on it sees; the system frees them when their holder dies.</summary>
/// <remarks>Without GPUs the processor is the device: two measurements at once would each measure the other.</remarks>
/// <param name="folder">Shared by all users of the host.</param>
/// <param name="waiting">Told once when a device is taken.</param>
public sealed class HostPool(string folder, TimeProvider clock, IProgress<string>? waiting = null) : IResourcePool
{
    /// <summary><c>AUTOTUNE_LOCKS</c>, else a folder in the system's temporary one.</summary>
    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable("AUTOTUNE_LOCKS") is { Length: > 0 } named ? named : Path.Combine(Path.GetTempPath(), "autotune-locks");

    public async ValueTask<IResourceLease> AcquireAsync(ResourceRequest request, CancellationToken ct)
    {
        if (request.Gpus > 0)
            throw new NotSupportedException("GPUs are leased by a launcher that can hand them to its engine; 'process' uses the processor.");
        Prepare();
        var path = Path.Combine(folder, "processor.lock");
        var held = await FileLock.AcquireAsync(path, clock, () => waiting?.Report("waiting: another AutoTune measures on this machine"), ct);
        ShareWithEveryone(path);
        return new Lease(held);
    }

    private void Prepare()
    {
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);
        ShareWithEveryone(folder);
    }

    private static void ShareWithEveryone(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, Directory.Exists(path) ? (UnixFileMode)0b1_111_111_111 : (UnixFileMode)0b110_110_110);
        }
        catch (UnauthorizedAccessException)
        {
            // Another user made it, and shared it already.
        }
    }

    private sealed class Lease(FileLock held) : IResourceLease
    {
        public IReadOnlyList<int> Gpus => [];

        public ValueTask DisposeAsync()
        {
            held.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
